#include "engine/engine.h"

#include <cctype>
#include <cerrno>
#include <nlohmann/json.hpp>

#include "process/child.h"
#include "process/printable.h"
#include "process/system_error.h"

namespace gtest_redis {
namespace {

using nlohmann::json;

constexpr int kOldest = 41;
// What the requests of this library mean is the same up to here.
constexpr int kNewest = 47;
constexpr std::chrono::milliseconds kPingTimeout{5000};
constexpr std::size_t kShownBytes = 200;

std::string Describe(const EngineRequest& request) {
  return "'" + request.method + " " + request.target + "'";
}

// The 41 of "1.41"; 0 for anything else.
int MinorVersion(const std::string& version) {
  const bool valid = version.compare(0, 2, "1.") == 0 && version.size() > 2 && version.size() < 6 &&
                     version.find_first_not_of("0123456789", 2) == std::string::npos;
  return valid ? std::stoi(version.substr(2)) : 0;
}

// The engine's own words: {"message": "..."}, or whatever it said.
std::string Message(const EngineResponse& response) {
  const json answer = json::parse(response.body, nullptr, false);
  if (answer.is_object() && answer.contains("message") && answer["message"].is_string()) {
    return answer["message"];
  }
  std::string text = response.body;
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back()))) text.pop_back();
  return text.empty() ? "nothing more" : Printable(text, kShownBytes);
}

// Why each of the engines that were tried cannot be used, and what would mend that.
class Failures {
 public:
  /// `chosen_by` is the variable that names the only one to be tried; empty where none does.
  explicit Failures(std::string chosen_by) : chosen_by_(std::move(chosen_by)) {}

  void Add(const EngineCandidate& candidate, const EngineError& error) {
    const int reason = error.system_error();
    const bool local = candidate.address.compare(0, 7, "unix://") == 0;
    forbidden_ = forbidden_ || (local && (reason == EACCES || reason == EPERM));
    stopped_ = stopped_ || (local && reason == ECONNREFUSED);
    if (local && reason == ENOENT) {
      absent_ += (absent_.empty() ? "there is no '" : ", '") + candidate.address + "'";
    } else {
      others_ += (others_.empty() && absent_.empty() ? "" : ", ") + candidate.source + ": " +
                 Reason(error);
    }
  }

  std::string ToString() const { return absent_ + others_; }

  std::string Mend() const {
    if (forbidden_) return "'sudo usermod -aG docker $USER' and a new login let you use Docker's";
    if (!chosen_by_.empty()) {
      return "correct " + chosen_by_ + ", or unset it to have the usual places tried";
    }
    if (stopped_ || !FindProgram("dockerd").empty()) {
      return "'sudo systemctl start docker' starts Docker's";
    }
    return "'sudo apt-get install docker.io' brings one, or DOCKER_HOST names one elsewhere";
  }

 private:
  // What is to be done stands at the very end, once.
  static std::string Reason(const EngineError& error) {
    const std::string text = error.what();
    return text.substr(0, text.find("; "));
  }

  std::string absent_;  // They are many, for one reason.
  std::string others_;
  bool forbidden_ = false;
  bool stopped_ = false;
  const std::string chosen_by_;
};

}  // namespace

Engine Engine::Find(const std::vector<EngineCandidate>& candidates) {
  Failures failures(candidates.size() == 1 ? candidates.front().source : "");
  for (const EngineCandidate& candidate : candidates) {
    try {
      if (!candidate.problem.empty()) throw EngineError(candidate.problem);
      return At(EngineAddress::Parse(candidate.address), candidate.source);
    } catch (const EngineError& error) {
      if (candidates.size() == 1 && std::string(error.what()).find("; ") != std::string::npos) {
        throw NoEngineError("the engine of " + candidate.source +
                            " cannot be used: " + error.what());
      }
      failures.Add(candidate, error);
    }
  }
  throw NoEngineError("no container engine can be used here: " + failures.ToString() + "; " +
                      failures.Mend());
}

Engine Engine::At(const EngineAddress& address, const std::string& source) {
  EngineRequest ping;
  ping.method = "GET";
  ping.target = "/_ping";
  ping.timeout = kPingTimeout;
  const EngineResponse response = SendToEngine(address, ping);
  const std::string who = "what answers at '" + address.ToString() + "'";
  if (response.status != 200) {
    throw EngineError(who + " is not ready: it answered 'GET /_ping' with " +
                          std::to_string(response.status) + ": " + Message(response),
                      response.status);
  }
  const int minor = MinorVersion(response.api_version);
  if (minor == 0) {
    throw EngineError(who + " is no container engine: its answer to 'GET /_ping' has no valid " +
                      "Api-Version");
  }
  Engine engine;
  engine.address_ = address;
  engine.source_ = source;
  engine.api_version_ = "1." + std::to_string(std::min(minor, kNewest));
  // "Docker/20.10.24 (linux)"; Podman calls itself by its library's name.
  const auto slash = response.server.find('/');
  engine.product_ = slash == std::string::npos ? "engine" : response.server.substr(0, slash);
  if (engine.product_ == "Libpod") engine.product_ = "Podman";
  if (slash != std::string::npos) {
    const auto space = response.server.find(' ', slash);
    engine.version_ = response.server.substr(slash + 1, space - slash - 1);
  }
  if (minor < kOldest) {
    throw EngineError(who + " is too old: it speaks version " + response.api_version +
                      " of the API, and 1.41 is needed (Docker 20.10, Podman 3)");
  }
  return engine;
}

EngineResponse Engine::Call(const EngineRequest& request) const {
  EngineRequest versioned = request;
  versioned.target = Target(request.target);
  EngineResponse response = SendToEngine(address_, versioned);
  if (response.status >= 200 && response.status < 400) return response;
  throw EngineError("the engine at '" + address_.ToString() + "' answered " + Describe(request) +
                        " with " + std::to_string(response.status) + ": " + Message(response),
                    response.status);
}

void Engine::CallJson(const EngineRequest& request,
                      const std::function<void(const json&)>& read) const {
  const EngineResponse response = Call(request);
  try {
    read(json::parse(response.body));
  } catch (const json::exception& error) {
    throw EngineError("the engine at '" + address_.ToString() + "' answered " + Describe(request) +
                      " with what was not expected (" + error.what() + "): '" +
                      Printable(response.body, kShownBytes) + "'");
  }
}

EngineInfo Engine::Info() const {
  EngineInfo info;
  CallJson({"GET", "/info"}, [&info](const json& answer) {
    info.name = answer.at("Name");
    info.operating_system = answer.at("OperatingSystem");
    info.kernel = answer.at("KernelVersion");
    for (const std::string option : answer.at("SecurityOptions")) {
      info.rootless = info.rootless || option.find("rootless") != std::string::npos;
    }
  });
  return info;
}

Engine::Bridge Engine::DefaultBridge() const {
  Bridge bridge;
  CallJson({"GET", "/networks/bridge"}, [&bridge](const json& answer) {
    bridge.interface = answer.at("Options").at("com.docker.network.bridge.name");
    for (const json& config : answer.at("IPAM").at("Config")) {
      bridge.subnets.push_back(config.at("Subnet"));
    }
  });
  return bridge;
}

std::string EscapeQuery(const std::string& text) {
  static constexpr char kHex[] = "0123456789ABCDEF";
  std::string escaped;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) != 0 || c == '-' || c == '_' || c == '.' || c == '~') {
      escaped += c;
      continue;
    }
    escaped += '%';
    escaped += kHex[byte >> 4];
    escaped += kHex[byte & 15];
  }
  return escaped;
}

}  // namespace gtest_redis
