#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "gtest_redis/verdict/judge.h"
#include "gtest_redis/verdict/trial.h"

namespace gtest_redis {

/// One run of a Trial.
class TrialCourse {
 public:
  TrialCourse(Service& service, RedisServer& server, const std::vector<TrialCase>& cases,
              const TrialOptions& options, int first_number);

  TrialResult Run(const State& state);

 private:
  /// Whether enough was found, or the trial is to stop.
  bool Ends() const;
  bool IsStopped() const { return options_.stop && options_.stop(); }
  void Begin(Phase phase);
  int NumberFor(const TrialCase& one);
  void Record(TrialStep step);
  const TrialCase& CaseOf(const std::string& name) const;

  void AskHealthy();
  void AskDegraded();
  void AskDegraded(const TrialCase& one);
  void AskLoad(const TrialCase& one);
  LoadResult RunLoad(const TrialCase& one);
  void AskRecovered();
  void AskAgain();
  void AskAgain(const TrialStep& before);
  void LookForLeaks(std::int64_t open_before);
  void LookForLastingKeys();
  std::int64_t OpenConnections() const;

  Service& service_;
  RedisServer& server_;
  const std::vector<TrialCase>& cases_;
  const TrialOptions& options_;
  Judge judge_;
  int next_number_;
  std::map<std::string, int> healthy_numbers_;  // By case.
  TrialResult result_;
};

}  // namespace gtest_redis
