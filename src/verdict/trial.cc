#include "gtest_redis/verdict/trial.h"

#include <ostream>
#include <set>

#include "gtest_redis/redis/error.h"
#include "verdict/trial_course.h"

namespace gtest_redis {
namespace {

void CheckCases(const std::vector<TrialCase>& cases) {
  std::set<std::string> names;
  for (const TrialCase& one : cases) {
    const std::string who = "the case '" + one.name + "' of a trial ";
    if (!one.request) throw Error(who + "has no request");
    if (one.asks < 1 || one.together < 1) throw Error(who + "is asked less than once");
    if (one.load && !one.repeats.empty()) throw Error(who + "has a load, and repeats another one");
    if (!one.repeats.empty() && names.count(one.repeats) == 0) {
      throw Error(who + "repeats '" + one.repeats + "', which is no case before it");
    }
    if (!names.insert(one.name).second) throw Error(who + "is there twice");
  }
}

}  // namespace

std::string ToString(Phase phase) {
  switch (phase) {
    case Phase::kHealthy:
      return "healthy";
    case Phase::kDegraded:
      return "degraded";
    case Phase::kRecovered:
      return "recovered";
  }
  return "";
}

bool TrialResult::holds() const { return AllFindings().empty(); }

bool TrialResult::Has(FindingKind kind) const {
  for (const Finding& finding : AllFindings()) {
    if (finding.kind == kind) return true;
  }
  return false;
}

std::vector<Finding> TrialResult::AllFindings() const {
  std::vector<Finding> all;
  for (const TrialStep& step : steps) {
    all.insert(all.end(), step.verdict.findings.begin(), step.verdict.findings.end());
  }
  all.insert(all.end(), findings.begin(), findings.end());
  return all;
}

std::ostream& operator<<(std::ostream& out, const TrialResult& result) {
  out << "'" << result.state << "': " << result.steps.size()
      << " requests, findings: " << result.AllFindings().size();
  for (const TrialStep& step : result.steps) {
    if (step.verdict.holds()) continue;
    out << "\n" << ToString(step.phase) << ", " << step.name << ": " << step.verdict;
  }
  for (const Finding& finding : result.findings) out << "\nat the end: " << finding;
  return out;
}

Trial::Trial(Service& service, RedisServer& server, std::vector<TrialCase> cases,
             const TrialOptions& options)
    : service_(&service), server_(&server), cases_(std::move(cases)), options_(options) {
  CheckCases(cases_);
}

TrialResult Trial::Run(const State& state, int first_number) {
  TrialCourse course(*service_, *server_, cases_, options_, first_number);
  return course.Run(state);
}

}  // namespace gtest_redis
