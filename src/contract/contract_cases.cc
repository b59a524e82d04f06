#include "contract/contract_cases.h"

#include <nlohmann/json.hpp>

#include "contract/contract_expectation.h"
#include "contract/placeholder_text.h"
#include "gtest_redis/redis/error.h"

namespace gtest_redis {
namespace {

using Json = nlohmann::ordered_json;

// The texts of a JSON value, wherever they stand in it; not the keys.
template <typename Function>
void ForEachText(Json& value, const Function& function) {
  if (value.is_string()) {
    function(value.get_ref<std::string&>());
  } else if (value.is_structured()) {
    for (Json& element : value) ForEachText(element, function);
  }
}

void AddWithThoseNeeded(const ContractModel& model, const std::string& name,
                        std::set<std::string>& all) {
  if (!all.insert(name).second) return;
  const RequestModel& request = model.Request(name);
  if (!request.repeats.empty()) AddWithThoseNeeded(model, request.repeats, all);
  for (const std::string& used : request.uses) AddWithThoseNeeded(model, used, all);
}

std::string AsText(const nlohmann::json& value) {
  return value.is_string() ? value.get<std::string>() : value.dump();
}

}  // namespace

std::vector<std::string> WithThoseNeeded(const ContractModel& model,
                                         const std::set<std::string>& names) {
  std::set<std::string> all;
  for (const std::string& name : names) AddWithThoseNeeded(model, name, all);
  std::vector<std::string> ordered;
  for (const RequestModel& request : model.requests) {
    if (names.empty() || all.count(request.name) > 0) ordered.push_back(request.name);
  }
  return ordered;
}

ContractCases::ContractCases(const ContractModel& model, const StateModel& state, std::string seed,
                             EnvironmentText& environment)
    : model_(model), state_(state), seed_(std::move(seed)), environment_(environment) {}

std::vector<TrialCase> ContractCases::Make(const std::vector<std::string>& requests) {
  std::vector<TrialCase> cases;
  for (const std::string& name : requests) cases.push_back(CaseOf(model_.Request(name)));
  return cases;
}

TrialCase ContractCases::CaseOf(const RequestModel& request) {
  TrialCase one;
  one.name = request.name;
  one.repeats = request.repeats;
  one.request = [this, &request](int number) { return Ask(request, number); };
  one.healthy = MakeExpectation(model_, state_, request, Phase::kHealthy);
  one.degraded = MakeExpectation(model_, state_, request, Phase::kDegraded);
  one.recovered = MakeExpectation(model_, state_, request, Phase::kRecovered);
  one.asks = request.asks;
  one.together = request.together;
  one.load = LoadOf(state_, request);
  return one;
}

HttpRequest ContractCases::Ask(const RequestModel& request, int number) {
  const RequestModel& sent = request.repeats.empty() ? request : model_.Request(request.repeats);
  HttpRequest asked = Make(sent, number);
  asked.timeout = TimeoutOf(model_, state_, request);
  return asked;
}

HttpRequest ContractCases::Make(const RequestModel& request, int number) {
  const auto known = asked_.find({request.name, number});
  if (known != asked_.end()) return known->second;
  const auto fill = [&](const std::string& text) {
    return gtest_redis::Fill(text,
                             [&](const std::string& word) { return Word(request, number, word); });
  };
  HttpRequest filled{request.method, fill(request.path), {}, request.body};
  for (const auto& [name, value] : request.headers) filled.headers.emplace_back(name, fill(value));
  if (request.is_json && !request.verbatim) {
    Json body = Json::parse(request.body);
    ForEachText(body, [&](std::string& text) { text = fill(text); });
    filled.body = body.dump();
  } else if (!request.verbatim) {
    filled.body = fill(request.body);
  }
  if (!request.uses.empty()) asked_[{request.name, number}] = filled;
  return filled;
}

std::string ContractCases::Word(const RequestModel& request, int number, const std::string& word) {
  constexpr char kEnvironment[] = "env:";
  if (word == "unique") return seed_ + "-" + std::to_string(number);
  if (word == "number") return std::to_string(number);
  if (word.rfind(kEnvironment, 0) == 0) {
    return environment_.Value(word.substr(std::string(kEnvironment).size()));
  }
  const auto found = captured_.find(word);
  if (found != captured_.end()) return found->second;
  throw Error("the request '" + request.name + "' needs {" + word + "}, which no 2xx answer to '" +
              word.substr(0, word.find('.')) + "' had");
}

void ContractCases::Capture(const TrialStep& step) {
  const HttpResponse& response = step.verdict.evidence.response;
  const RequestModel& request = model_.Request(step.name);
  if (response.status / 100 != 2 || step.load || request.captures.empty()) return;
  const nlohmann::json document = nlohmann::json::parse(response.body, nullptr, false);
  for (const auto& [name, capture] : request.captures) {
    std::optional<std::string> value;
    if (!capture.header.empty()) {
      value = response.Header(capture.header);
    } else if (!document.is_discarded()) {
      const nlohmann::json::json_pointer place(capture.pointer);
      if (document.contains(place)) value = AsText(document.at(place));
    }
    if (value) captured_[request.name + "." + name] = *value;
  }
}

}  // namespace gtest_redis
