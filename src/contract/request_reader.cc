#include "contract/request_reader.h"

#include <algorithm>
#include <cctype>
#include <utility>

#include "contract/body_file.h"
#include "contract/expectation_reader.h"
#include "contract/known_placeholders.h"
#include "contract/object_reader.h"
#include "contract/placeholder_text.h"
#include "state/nearest.h"

namespace gtest_redis {
namespace {

using nlohmann::ordered_json;

constexpr int kMostAsked = 1000;

const std::vector<std::pair<std::string, Role>>& Roles() {
  static const auto* const roles =
      new std::vector<std::pair<std::string, Role>>{{"request", Role::kRequest},
                                                    {"store", Role::kStore},
                                                    {"repeat", Role::kRepeat},
                                                    {"liveness", Role::kLiveness},
                                                    {"readiness", Role::kReadiness}};
  return *roles;
}

std::optional<Role> ReadRole(const JsonNode& node, ContractFaults& faults) {
  std::vector<std::string> names;
  for (const auto& [name, role] : Roles()) names.push_back(name);
  const auto word = OneOf("role", names)(node, faults);
  if (!word) return {};
  for (const auto& [name, role] : Roles()) {
    if (name == *word) return role;
  }
  return {};
}

std::optional<std::string> ReadMethod(const JsonNode& node, ContractFaults& faults) {
  auto text = ReadText(node, faults);
  const auto is_capital = [](char c) { return c >= 'A' && c <= 'Z'; };
  if (text && !text->empty() && std::all_of(text->begin(), text->end(), is_capital)) return text;
  if (text) {
    std::string capitals = text->substr(0, 100);
    for (char& c : capitals) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    AddExpected(node,
                "a method in capitals, such as '" +
                    Nearest(capitals, {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"}) + "'",
                faults);
  }
  return {};
}

std::optional<std::string> ReadPath(const JsonNode& node, ContractFaults& faults) {
  auto text = ReadText(node, faults);
  if (!text) return {};
  const bool begins = !text->empty() && ((*text)[0] == '/' || (*text)[0] == '{');
  const bool visible = std::all_of(text->begin(), text->end(), [](char c) {
    return static_cast<unsigned char>(c) > 0x20 && c != 0x7f;
  });
  if (begins && visible) return text;
  AddExpected(node, "a path that begins with '/', and has %20 for blanks", faults);
  return {};
}

HttpHeaders ReadHeaders(const JsonNode& node, ContractFaults& faults) {
  HttpHeaders headers;
  for (const auto& member : MembersOf(node, "headers", faults)) {
    if (!IsHeaderName(member->name)) {
      faults.AddName(*member, "this is no name of a header, such as 'Content-Type'");
    }
    const auto text = ReadText(*member, faults);
    if (text && text->find_first_of("\r\n") != std::string::npos) {
      faults.Add(*member, "a header has no line ends in it");
    } else if (text) {
      headers.emplace_back(member->name, *text);
    }
  }
  return headers;
}

// The JSON of a body in the order of the contract.
ordered_json Body(const JsonNode& node) {
  ordered_json body = ordered_json::parse(node.value.dump());
  for (const auto& child : node.children) {
    if (node.value.is_array()) {
      body.push_back(Body(*child));
    } else {
      body[child->name] = Body(*child);
    }
  }
  return body;
}

std::optional<CaptureModel> ReadCapture(const JsonNode& node, ContractFaults& faults) {
  const std::string text = node.is_text() ? node.text() : "";
  if (text.rfind("header ", 0) == 0 && IsHeaderName(text.substr(7))) {
    return CaptureModel{"", text.substr(7)};
  }
  if (text.rfind('/', 0) == 0 && IsJsonPointer(text)) return CaptureModel{text, ""};
  AddExpected(node, "a JSON pointer such as '/id', or a header such as 'header ETag'", faults);
  return {};
}

class RequestsReader {
 public:
  RequestsReader(std::string folder, ContractModel* model, ContractFaults& faults)
      : folder_(std::move(folder)), model_(model), faults_(faults) {}

  void Read(const JsonNode& node) {
    if (node.value.is_object() && node.children.empty()) {
      faults_.Add(node, "at least one request is expected");
    }
    for (const auto& member : MembersOf(node, "requests by name", faults_)) {
      later_.push_back(member->name);
    }
    for (const auto& member : MembersOf(node, "requests by name", faults_)) {
      if (!IsName(member->name)) {
        faults_.AddName(*member, "a request's name has letters, digits, '_' and '-' only");
      }
      ReadRequest(*member);
    }
  }

 private:
  void ReadRequest(const JsonNode& node) {
    RequestModel request;
    ObjectReader object(node, "a request", faults_);
    const JsonNode* const repeat = object.Find("repeat");
    if (repeat != nullptr) request.role = Role::kRepeat;
    const bool has_role = object.Take("role", &request.role, ReadRole);
    if (repeat != nullptr) {
      ReadRepeat(*repeat, object, &request);
    } else {
      ReadItself(object, node, &request);
      if (has_role && request.role == Role::kRepeat) {
        faults_.Add(*object.Find("role"),
                    "the role 'repeat' needs a 'repeat', which names the "
                    "request that is sent again");
      }
    }
    request.name = node.name;
    object.Take("asks", &request.asks, WholeNumber(1, kMostAsked));
    object.Take("together", &request.together, WholeNumber(1, kMostAsked));
    object.Take("timeout", &request.timeout, ReadDuration);
    if (const JsonNode* expect = object.Require("expect", "what it must get, such as 200")) {
      request.expect = ReadExpectation(*expect, faults_);
    }
    object.RefuseOthers();
    model_->requests.push_back(std::move(request));
  }

  void ReadRepeat(const JsonNode& repeat, ObjectReader& object, RequestModel* request) {
    for (const char* name : {"method", "path", "headers", "json", "text", "file", "capture"}) {
      if (const JsonNode* member = object.Find(name)) {
        faults_.AddName(*member,
                        "a repeat is sent as the request that it repeats: beside it there "
                        "can be role, asks, together, timeout and expect");
      }
    }
    const auto name = ReadText(repeat, faults_);
    if (!name) return;
    const auto original = std::find_if(model_->requests.begin(), model_->requests.end(),
                                       [&](const auto& one) { return one.name == *name; });
    if (original == model_->requests.end()) {
      const bool is_later = std::find(later_.begin(), later_.end(), *name) != later_.end();
      faults_.Add(repeat, is_later ? "'" + *name +
                                         "' does not come before this request, so it "
                                         "cannot be repeated by it"
                                   : NoSuch("request", *name, later_));
      return;
    }
    if (!original->repeats.empty()) {
      faults_.Add(repeat, "'" + *name + "' is itself a repeat, of '" + original->repeats + "'");
      return;
    }
    const Role role = request->role;
    *request = *original;
    request->role = role;
    request->repeats = *name;
    request->captures.clear();
    request->asks = 1;
    request->together = 1;
    request->timeout = {};
    request->expect = {};
  }

  void ReadItself(ObjectReader& object, const JsonNode& node, RequestModel* request) {
    object.Take("path", &request->path, ReadPath);
    if (const JsonNode* path = object.Require("path", "a path such as '/signals'")) {
      Check(*path, request);
    }
    if (const JsonNode* headers = object.Find("headers")) {
      request->headers = ReadHeaders(*headers, faults_);
      Check(*headers, request);
    }
    const bool has_body = ReadBody(object, request);
    request->method = has_body ? "POST" : "GET";
    object.Take("method", &request->method, ReadMethod);
    if (const JsonNode* captures = object.Find("capture")) {
      for (const auto& member : MembersOf(*captures, "captured values by name", faults_)) {
        if (!IsName(member->name)) {
          faults_.AddName(*member, "the name of a value has letters, digits, '_' and '-' only");
        }
        if (const auto capture = ReadCapture(*member, faults_)) {
          request->captures[member->name] = *capture;
        }
        known_.Add(node.name, member->name);
      }
    }
  }

  bool ReadBody(ObjectReader& object, RequestModel* request) {
    const JsonNode* first = nullptr;
    for (const char* name : {"json", "text", "file"}) {
      const JsonNode* const body = object.Find(name);
      if (body == nullptr) continue;
      if (first != nullptr) {
        faults_.AddName(*body, "there can be one body: '" + first->name + "' or '" + name + "'");
        continue;
      }
      first = body;
      request->is_json = body->name == "json";
      if (request->is_json) {
        request->body = Body(*body).dump();
        Check(*body, request);
      } else if (body->name == "text") {
        object.Take("text", &request->body, ReadText);
        Check(*body, request);
      } else {
        ReadFile(*body, request);
      }
    }
    return first != nullptr;
  }

  void ReadFile(const JsonNode& node, RequestModel* request) {
    request->verbatim = true;
    const auto path = ReadFullText(node, faults_);
    if (!path) return;
    std::string mistake;
    request->body = ReadBodyFile(folder_, *path, &mistake);
    if (mistake.empty()) {
      model_->files[*path] = request->body;
    } else {
      faults_.Add(node, mistake);
    }
  }

  // The placeholders in all the texts of a value.
  void Check(const JsonNode& node, RequestModel* request) {
    for (const auto& child : node.children) Check(*child, request);
    if (!node.is_text()) return;
    for (const std::string& word : ListPlaceholders(node.text())) {
      const std::string mistake = known_.Mistake(word, later_);
      if (!mistake.empty()) faults_.Add(node, mistake);
      if (const std::string used = known_.RequestOf(word); !used.empty()) {
        request->uses.insert(used);
      }
    }
  }

  std::string folder_;
  ContractModel* model_;
  ContractFaults& faults_;
  std::vector<std::string> later_;  // All names, those to come, too.
  KnownPlaceholders known_;
};

}  // namespace

void ReadRequests(const JsonNode& node, const std::string& folder, ContractModel* model,
                  ContractFaults& faults) {
  RequestsReader(folder, model, faults).Read(node);
}

}  // namespace gtest_redis
