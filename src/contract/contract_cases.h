#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "contract/contract_model.h"
#include "contract/environment_text.h"
#include "gtest_redis/verdict/trial.h"

namespace gtest_redis {

/// The requests of these names, all when there are none, and those that they repeat or whose
/// answers they use; in the order of the contract.
std::vector<std::string> WithThoseNeeded(const ContractModel& model,
                                         const std::set<std::string>& names);

/// The cases of a trial, made of what a contract says. Their requests come from here: it must
/// outlive the trial, and stay where it is. One thread at a time.
class ContractCases {
 public:
  /// `seed` is what {unique} is made of. `model`, `state` and `environment` must outlive it.
  ContractCases(const ContractModel& model, const StateModel& state, std::string seed,
                EnvironmentText& environment);
  ContractCases(const ContractCases&) = delete;
  ContractCases& operator=(const ContractCases&) = delete;

  std::vector<TrialCase> Make(const std::vector<std::string>& requests);
  /// Captures what later requests use.
  void Capture(const TrialStep& step);

 private:
  TrialCase CaseOf(const RequestModel& request);
  HttpRequest Ask(const RequestModel& request, int number);
  HttpRequest Make(const RequestModel& request, int number);
  std::string Word(const RequestModel& request, int number, const std::string& word);

  const ContractModel& model_;
  const StateModel& state_;
  const std::string seed_;
  EnvironmentText& environment_;
  std::map<std::string, std::string> captured_;  // "new_signal.id"
  /// Those with captured values, which may be others when the same number is asked for again.
  std::map<std::pair<std::string, int>, HttpRequest> asked_;
};

}  // namespace gtest_redis
