#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "contract/contract_cases.h"
#include "contract/contract_model.h"
#include "contract/contract_server.h"
#include "contract/environment_text.h"
#include "contract/state_evidence.h"
#include "gtest_redis/contract/contract_runner.h"
#include "gtest_redis/report/run_report.h"

namespace gtest_redis {

/// One state of a contract, gone through once. For one thread, once.
class StateRun {
 public:
  /// `options` has a seed. All of these must outlive it.
  StateRun(const ContractModel& model, const StateModel& state, const ContractRunOptions& options,
           ContractServer& servers, EnvironmentText& environment, int round);
  StateRun(const StateRun&) = delete;
  StateRun& operator=(const StateRun&) = delete;

  /// `run` is the report of the run, without its states, for what is kept of a failure. Throws as
  /// ContractServer::Prepare() as long as there was no server at all.
  StateReport Go(const std::function<RunReport()>& run);

 private:
  void Prepare();
  void Ask(RedisServer& server, Service& service);
  bool IsStopped() const;
  void Interrupt();
  TrialOptions Options(RedisServer& server, Service& service) const;
  void Take(const TrialStep& step);
  /// Does something; what it throws becomes the state's error, or the reason why it was skipped.
  void Guarded(const std::function<void()>& act);
  bool Failed() const { return report_.outcome() == ReportOutcome::kFailed; }
  std::chrono::microseconds Elapsed() const;

  const ContractModel& model_;
  const StateModel& state_;
  const ContractRunOptions& options_;
  ContractServer& servers_;
  EnvironmentText& environment_;
  const std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
  StateEvidence evidence_;
  RedisServer* server_ = nullptr;
  RefusalCounts refused_before_;  // In this phase, of a service without a gate.
  StateReport report_;
};

}  // namespace gtest_redis
