#include "contract/contract_expectation.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace gtest_redis {
namespace {

using Matchers = std::vector<std::pair<std::string, ContentMatcher>>;

// What the state says of a request in a phase; null when it says nothing.
const ExpectationModel* SaidOf(const StateModel& state, const std::string& request, Phase phase) {
  if (phase == Phase::kHealthy) return nullptr;
  const auto& all = phase == Phase::kDegraded ? state.expect : state.afterwards;
  const auto found = all.find(request);
  return found == all.end() ? nullptr : &found->second;
}

bool SameHeader(const std::string& one, const std::string& other) {
  return std::equal(one.begin(), one.end(), other.begin(), other.end(),
                    [](unsigned char a, unsigned char b) { return tolower(a) == tolower(b); });
}

// What the headers of an answer must be, by its status: those of the defaults, but where the
// expectation says otherwise.
std::map<int, Matchers> HeadersByStatus(const DefaultsModel& defaults,
                                        const ExpectationModel& said) {
  std::map<int, Matchers> all;
  for (const int status : said.statuses) all[status] = said.headers;
  for (const auto& [status, matchers] : defaults.headers) {
    Matchers& of_status = all[status];
    for (const auto& [name, matcher] : matchers) {
      const bool is_said =
          std::any_of(of_status.begin(), of_status.end(),
                      [&name = name](const auto& one) { return SameHeader(one.first, name); });
      if (!is_said) of_status.emplace_back(name, matcher);
    }
  }
  return all;
}

// What is wrong with an answer's headers and body. That a header is missing is another finding.
class Content {
 public:
  Content(std::map<int, Matchers> headers, const ExpectationModel& said)
      : headers_(std::move(headers)), json_(said.json), body_(said.body) {}

  std::string Explain(const HttpResponse& response) const {
    std::string wrong;
    const auto add = [&wrong](const std::string& what, const std::string& is) {
      if (!is.empty()) wrong += (wrong.empty() ? "its " : ", its ") + what + " " + is;
    };
    const auto headers = headers_.find(response.status);
    if (headers != headers_.end()) {
      for (const auto& [name, matcher] : headers->second) {
        const auto value = response.Header(name);
        if (!value) continue;
        const nlohmann::json text = *value;
        add("header '" + name + "'", matcher.Explain(&text));
      }
    }
    if (body_) {
      const nlohmann::json text = response.body;
      add("body", body_->Explain(&text));
    }
    if (json_.empty()) return wrong;
    const nlohmann::json document = nlohmann::json::parse(response.body, nullptr, false);
    if (document.is_discarded()) {
      add("body", "is not JSON");
      return wrong;
    }
    for (const auto& [pointer, matcher] : json_) {
      const nlohmann::json::json_pointer place(pointer);
      const bool is_there = document.contains(place);
      add(pointer.empty() ? "body" : "'" + pointer + "'",
          matcher.Explain(is_there ? &document.at(place) : nullptr));
    }
    return wrong;
  }

 private:
  std::map<int, Matchers> headers_;
  Matchers json_;
  std::optional<ContentMatcher> body_;
};

}  // namespace

Expectation MakeExpectation(const ContractModel& model, const StateModel& state,
                            const RequestModel& request, Phase phase) {
  const DefaultsModel& defaults = model.defaults;
  const ExpectationModel* in_state = SaidOf(state, request.name, phase);
  ExpectationModel said = in_state == nullptr ? request.expect : *in_state;
  if (said.statuses.empty()) said.statuses = request.expect.statuses;
  if (!said.within) said.within = request.expect.within;
  if (!said.within) said.within = state.within;

  Expectation expectation;
  expectation.role = request.role;
  expectation.statuses = said.statuses;
  expectation.deadline = said.within.value_or(defaults.within);
  expectation.refusals = said.refused;
  expectation.intended = said.intended;
  expectation.created = defaults.created;
  expectation.duplicate = defaults.duplicate;
  expectation.most_sends = defaults.most_sends;
  expectation.most_connections = defaults.most_connections;
  std::map<int, Matchers> headers = HeadersByStatus(defaults, said);
  for (const auto& [status, matchers] : headers) {
    for (const auto& [name, matcher] : matchers) {
      if (!matcher.Explain(nullptr).empty()) expectation.headers[status].push_back(name);
    }
  }
  if (!headers.empty() || !said.json.empty() || said.body) {
    expectation.check = [content = Content(std::move(headers), said)](
                            const HttpResponse& response) { return content.Explain(response); };
  }
  return expectation;
}

std::chrono::milliseconds TimeoutOf(const ContractModel& model, const StateModel& state,
                                    const RequestModel& request) {
  if (request.timeout.count() > 0) return request.timeout;
  return state.timeout.value_or(model.defaults.timeout);
}

std::optional<TrialLoad> LoadOf(const StateModel& state, const RequestModel& request) {
  const ExpectationModel* said = SaidOf(state, request.name, Phase::kDegraded);
  return said == nullptr ? std::nullopt : said->load;
}

}  // namespace gtest_redis
