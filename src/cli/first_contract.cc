#include "cli/first_contract.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>

namespace gtest_redis {
namespace {

using nlohmann::ordered_json;

// In a line, with spaces: {"a": 1, "b": [2, 3]}.
std::string OneLine(const ordered_json& value) {
  if (!value.is_structured())
    return value.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
  std::string text;
  for (const auto& [name, member] : value.items()) {
    text += text.empty() ? "" : ", ";
    if (value.is_object()) text += OneLine(name) + ": ";
    text += OneLine(member);
  }
  return value.is_object() ? "{" + text + "}" : "[" + text + "]";
}

// A text of the file has placeholders; one of the service's has none.
std::string Verbatim(const std::string& text) {
  std::string verbatim;
  for (const char letter : text) verbatim += letter == '{' ? "{{" : std::string(1, letter);
  return verbatim;
}

ordered_json Verbatim(ordered_json value) {
  if (value.is_string()) return Verbatim(value.get<std::string>());
  if (!value.is_structured()) return value;
  for (auto& member : value) member = Verbatim(member);
  return value;
}

std::string Join(const std::set<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

std::string Describe(const RedisUse& use) {
  if (!use.asks()) return "asked nothing of Redis";
  std::string text;
  if (!use.reads.empty()) text = "read (" + Join(use.reads) + ")";
  if (!use.writes.empty())
    text += (text.empty() ? "wrote (" : ", wrote (") + Join(use.writes) + ")";
  return text;
}

/// A request of the contract, and what it needs of Redis.
struct Part {
  std::string name;
  std::string comment;
  ordered_json members;
  RedisUse use;
  bool repeats = false;
  bool is_liveness = false;
  ordered_json created_or_duplicate = nullptr;  // Of a repeat.
};

std::string RoleByPath(const FirstLook& look) {
  const std::string path = look.given.request.target.substr(0, look.given.request.target.find('?'));
  if (look.given.request.method != "GET") return "";
  if (path == "/healthz" || path == "/livez" || path == "/live") return "liveness";
  if (path == "/readyz" || path == "/ready") return "readiness";
  if (path == "/health") return look.first_use.asks() ? "readiness" : "liveness";
  return "";
}

std::string WithoutOddLetters(std::string name) {
  std::replace_if(
      name.begin(), name.end(),
      [](unsigned char letter) { return std::isalnum(letter) == 0 && letter != '-'; }, '_');
  return name;
}

// "post_signals" of "POST /api/v1/signals", "get_root" of "GET /".
std::string RequestName(const HttpRequest& request) {
  std::string method = request.method;
  std::transform(method.begin(), method.end(), method.begin(),
                 [](unsigned char letter) { return std::tolower(letter); });
  std::string path = request.target.substr(0, request.target.find('?'));
  path.erase(path.find_last_not_of('/') + 1);
  const std::string last = path.substr(path.rfind('/') + 1);
  return WithoutOddLetters(method + "_" + (last.empty() ? "root" : last));
}

/// Makes the requests of the contract from what was seen.
class Parts {
 public:
  explicit Parts(const std::vector<FirstLook>& looks) {
    for (const FirstLook& look : looks) Add(look);
  }

  const std::vector<Part>& all() const { return all_; }
  /// The statuses of something new and of something known, where they are not the usual ones.
  ordered_json defaults() const {
    auto defaults = ordered_json::object();
    if (created_ != 0 && created_ != 201) defaults["created"] = created_;
    if (created_ != 0 && duplicate_ != 202) defaults["duplicate"] = duplicate_;
    return defaults;
  }

 private:
  void Add(const FirstLook& look) {
    const HttpRequest& request = look.given.request;
    const bool alike = created_ == 0 || (created_ == look.first && duplicate_ == look.second);
    const bool stores = look.novelty && alike;
    Part part;
    const std::string role = stores ? "store" : RoleByPath(look);
    part.name = Unused(role == "liveness" || role == "readiness" ? role : RequestName(request));
    part.is_liveness = role == "liveness";
    part.use = look.first_use;
    if (!role.empty()) part.members["role"] = role;
    part.members["method"] = request.method;
    part.members["path"] = Verbatim(request.target);
    AddBody(look, stores, part);
    part.members["expect"] = look.first;
    part.comment = "Answered " + std::to_string(look.first) + "; " + Describe(look.first_use);
    if (look.first != look.second && !stores) {
      part.members["expect"] = {look.first, look.second};
      part.comment += "; answered " + std::to_string(look.second) + " the second time";
    }
    if (part.is_liveness && part.use.asks()) {
      part.comment += ". Guess: a liveness probe, which should not depend on Redis";
    }
    all_.push_back(part);
    if (stores) AddRepeat(look, part.name);
  }

  void AddBody(const FirstLook& look, bool stores, Part& part) {
    const std::string& body = look.given.request.body;
    if (body.empty()) return;
    if (!look.body) {
      part.members["text"] = Verbatim(body);
      return;
    }
    ordered_json json = Verbatim(*look.body);
    if (stores) json[*look.novelty] = json[*look.novelty].get<std::string>() + "-{unique}";
    part.members["json"] = json;
  }

  void AddRepeat(const FirstLook& look, const std::string& name) {
    created_ = look.first;
    duplicate_ = look.second;
    Part part;
    part.name = Unused(name + "_again");
    part.repeats = true;
    part.use = look.second_use;
    part.members = {{"repeat", name}, {"expect", look.second}};
    part.created_or_duplicate = {look.first, look.second};
    part.comment = "The same once more: answered " + std::to_string(look.second) + "; " +
                   Describe(look.second_use);
    all_.push_back(part);
  }

  std::string Unused(const std::string& name) {
    const int count = ++names_[name];
    return count == 1 ? name : Unused(name + "_" + std::to_string(count));
  }

  std::vector<Part> all_;
  std::map<std::string, int> names_;
  int created_ = 0;
  int duplicate_ = 0;
};

// What a request gets in a state, as far as it is not as ever; null: as ever.
ordered_json Guess(const FirstState& state, const Part& part) {
  if (part.is_liveness) return nullptr;
  if (state.lack == Lack::kKeys) return part.created_or_duplicate;
  const bool fails = (state.lack == Lack::kEverything && part.use.asks()) ||
                     (state.lack == Lack::kWrites && !part.use.writes.empty());
  return fails ? ordered_json(503) : ordered_json(nullptr);
}

// The members of a state.
ordered_json Members(const FirstState& state, const std::vector<Part>& parts) {
  auto expect = ordered_json::object();
  for (const Part& part : parts) {
    const ordered_json guess = Guess(state, part);
    if (!guess.is_null()) expect[part.name] = guess;
  }
  auto members = ordered_json::object();
  if (!expect.empty()) members["expect"] = expect;
  if (!expect.empty() && state.lack == Lack::kKeys) members["afterwards"] = expect;
  if (state.lack == Lack::kKeys) members["keeps_data"] = false;
  return members;
}

void WriteRequests(std::ostream& out, const std::vector<Part>& parts) {
  out << "  \"requests\": {\n";
  for (const Part& part : parts) {
    out << "    // " << part.comment << ".\n    " << OneLine(part.name) << ": ";
    if (part.repeats) {
      out << OneLine(part.members);
    } else {
      std::string members;
      for (const auto& [name, value] : part.members.items()) {
        members +=
            (members.empty() ? "\n      " : ",\n      ") + OneLine(name) + ": " + OneLine(value);
      }
      out << "{" << members << "\n    }";
    }
    out << (&part == &parts.back() ? "\n" : ",\n");
  }
  out << "  },\n";
}

void WriteStates(std::ostream& out, const FirstContract& contract, const std::vector<Part>& parts) {
  out << "  // What the requests get in a state, where it is not what they get otherwise. All of\n"
         "  // this is a guess: 503 for what cannot be done without what Redis then lacks.\n"
         "  // `gtest-redis states` lists more states.\n"
         "  \"states\": {";
  bool first = true;
  for (const FirstState& state : contract.states) {
    if (!state.why_not.empty()) continue;
    out << (first ? "\n" : ",\n") << "    // Redis " << state.meaning << ".\n    "
        << OneLine(state.name) << ": ";
    first = false;
    const ordered_json members = Members(state, parts);
    std::string text;
    for (const auto& [name, value] : members.items()) {
      text += (text.empty() ? "\n      " : ",\n      ") + OneLine(name) + ": " + OneLine(value);
    }
    out << (text.empty() ? "{}" : "{" + text + "\n    }");
  }
  out << "\n";
  for (const FirstState& state : contract.states) {
    if (!state.why_not.empty()) {
      out << "    // Not '" << state.name << "': " << state.why_not << ".\n";
    }
  }
  out << "  }\n";
}

}  // namespace

std::string WriteFirstContract(const FirstContract& contract) {
  const Parts parts(contract.looks);
  std::ostringstream out;
  out << "// A first contract, to be edited: by `gtest-redis init`, from what the service "
         "answered\n"
         "// and what it asked of Redis while that was well ("
      << contract.redis
      << ").\n"
         "{\n"
         "  \"name\": "
      << OneLine(ContractName(contract.command))
      << ",\n"
         "  \"service\": {\n"
         "    \"command\": "
      << OneLine(contract.command)
      << ",\n"
         "    \"directory\": "
      << OneLine(contract.directory)
      << "\n"
         "  },\n"
         "  \"defaults\": {\n";
  const ordered_json defaults = parts.defaults();
  for (const auto& [name, value] : defaults.items()) {
    out << "    " << OneLine(name) << ": " << OneLine(value) << ",\n";
  }
  out << "    // Guesses: how long an answer may take, and how long it is waited for; how soon "
         "all\n"
         "    // must be well when Redis is.\n"
         "    \"within\": \"1500ms\", \"timeout\": \"5s\", \"recovers_within\": \"2s\"\n"
         "    // , \"headers\": {\"503\": {\"Retry-After\": {\"present\": true}}}\n"
         "  },\n";
  WriteRequests(out, parts.all());
  WriteStates(out, contract, parts.all());
  out << "}\n";
  return out.str();
}

std::string ContractName(const std::vector<std::string>& command) {
  const std::set<std::string> starters = {"env",  "node", "python", "python3", "ruby",
                                          "perl", "php",  "java",   "sh",      "bash",
                                          "npx",  "deno", "exec",   "dotnet"};
  for (const std::string& word : command) {
    const std::string name = std::filesystem::path(word).stem().string();
    const bool is_option = word.rfind('-', 0) == 0 || word.find('=') != std::string::npos;
    if (is_option || name.empty() || starters.count(name) > 0) continue;
    return WithoutOddLetters(name);
  }
  return "service";
}

}  // namespace gtest_redis
