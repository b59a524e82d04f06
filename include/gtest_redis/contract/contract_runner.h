#pragma once

#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "gtest_redis/contract/contract.h"
#include "gtest_redis/report/run_report.h"
#include "gtest_redis/server/redis_server.h"
#include "gtest_redis/service/service.h"

namespace gtest_redis {

/// How a contract is run.
struct ContractRunOptions {
  /// Where a Redis of such a kind comes from. Null: as for RedisEnvironment, without its flags: the
  /// environment's GTEST_REDIS_* variables, a server program, a container engine. Called by each of
  /// several jobs, at the same time.
  std::function<RedisServer(const ServerOptions& options)> have_server = nullptr;
  /// In place of the contract's service.command; what a state adds to that is added to this.
  std::vector<std::string> command = {};
  /// In place of the contract's service.directory.
  std::string directory = {};
  /// Which states and requests, by name; empty: all. A request that another one repeats, or whose
  /// answer it uses, is asked with it.
  std::set<std::string> states = {};
  std::set<std::string> requests = {};
  /// What {unique} is made of, so that a run can be repeated exactly: letters, digits, '-' and '_'.
  /// Empty: a random one. Requests are numbered from 1 on in each state, so that a state that is
  /// run alone asks the same.
  std::string seed = {};
  /// The directory in which each state that fails leaves a folder with all that is needed to see
  /// why, and to replay it; empty: nothing is kept.
  std::string artifacts = {};

  /// Ends the run, as it stands, soon after it returns true: the service is stopped, also while it
  /// is not ready yet, so that what is asked of it ends, and the state is left. What a service at a
  /// URL is being asked is waited for. Called every few milliseconds, by another thread too.
  std::function<bool()> stop = nullptr;
  /// Called when all was asked in a state, before it is left: to look around.
  std::function<void(RedisServer& server, Service& service)> hold = nullptr;
};

/// Runs a contract: for each state a database that is emptied first (of a server of our own, all of
/// them are), the contract's data in it, a service that is started anew, and a Trial.
/// Move-only. Each RunState() is for one thread at a time; several runners of one contract may run
/// at the same time, each has a Redis of its own.
class ContractRunner {
 public:
  /// Throws Error for a state or a request that the contract does not have, naming the nearest.
  ContractRunner(Contract contract, ContractRunOptions options);
  ~ContractRunner();
  ContractRunner(ContractRunner&& other) noexcept;
  ContractRunner& operator=(ContractRunner&& other) noexcept;

  /// Goes through one state, the `round`th time. The first call has the Redis started: throws
  /// UnavailableError when there is none, ServerError when it does not start. What goes wrong later
  /// is StateReport::error.
  StateReport RunState(const std::string& name, int round = 1);

  /// A report without states: what there is to say about the run itself.
  RunReport Header() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

/// How RunContract() goes through the states.
struct ContractRunPlan {
  int repeat = 1;  ///< How often each state.
  /// How many at the same time, each with a Redis and a service of its own. One, whatever it says,
  /// where Redis is somebody else's: there is but that one.
  int jobs = 1;
  /// Called as a state begins, and when it is done; by one thread at a time, not always the same.
  std::function<void(const std::string& state, int round)> on_begin = nullptr;
  std::function<void(const StateReport& report)> on_end = nullptr;
};

/// All states of `options`, in the order of the file, round after round; of a run that was stopped,
/// those that were begun. Throws as ContractRunner does, and what the callbacks throw.
RunReport RunContract(const Contract& contract, const ContractRunOptions& options = {},
                      const ContractRunPlan& plan = {});

}  // namespace gtest_redis
