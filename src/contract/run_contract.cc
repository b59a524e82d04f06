#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <optional>
#include <thread>

#include "contract/contract_server.h"
#include "gtest_redis/contract/contract_runner.h"

namespace gtest_redis {
namespace {

// A state, to be gone through once.
struct Task {
  std::string state;
  int round;
  std::optional<StateReport> report = {};
};

// Goes through all of them, with a runner for each thread.
class Tasks {
 public:
  Tasks(const Contract& contract, const ContractRunOptions& options, const ContractRunPlan& plan)
      : contract_(contract), options_(options), plan_(plan) {
    for (int round = 1; round <= plan.repeat; ++round) {
      for (const Contract::State& state : contract.states()) {
        const bool asked = options.states.empty() || options.states.count(state.name) > 0;
        if (asked) tasks_.push_back({state.name, round});
      }
    }
    options_.stop = [this, stop = options.stop] { return failed_ || (stop && stop()); };
    options_.have_server = [this, have = options.have_server](const ServerOptions& wanted) {
      RedisServer server = have ? have(wanted) : HaveChosenServer(wanted);
      // Of somebody else's there is one, which most states need for themselves.
      if (server.backend() != Backend::kAttach) {
        std::call_once(others_begun_, [this] { BeginOthers(); });
      }
      return server;
    };
    header_ = ContractRunner(contract_, options_).Header();  // Throws before anything is begun.
    options_.seed = header_.seed;
  }

  RunReport Run() {
    const auto begin = std::chrono::steady_clock::now();
    Work();
    for (std::thread& other : others_) other.join();
    if (error_) std::rethrow_exception(error_);
    return Report(std::chrono::steady_clock::now() - begin);
  }

 private:
  void BeginOthers() {
    const auto most = std::min(tasks_.size(), static_cast<std::size_t>(std::max(1, plan_.jobs)));
    for (std::size_t i = 1; i < most; ++i) others_.emplace_back([this] { Work(); });
  }

  void Work() {
    try {
      ContractRunner runner(contract_, options_);
      for (std::size_t i = next_++; i < tasks_.size() && !options_.stop(); i = next_++) {
        Do(runner, tasks_[i]);
      }
      const std::lock_guard lock(mutex_);
      if (header_.redis.empty()) header_.redis = runner.Header().redis;
    } catch (...) {
      const std::lock_guard lock(mutex_);
      if (!error_) error_ = std::current_exception();
      failed_ = true;
    }
  }

  void Do(ContractRunner& runner, Task& task) {
    {
      const std::lock_guard lock(mutex_);
      if (plan_.on_begin) plan_.on_begin(task.state, task.round);
    }
    task.report = runner.RunState(task.state, task.round);
    const std::lock_guard lock(mutex_);
    if (plan_.on_end) plan_.on_end(*task.report);
  }

  RunReport Report(std::chrono::steady_clock::duration duration) {
    RunReport report = header_;
    report.duration = std::chrono::duration_cast<std::chrono::microseconds>(duration);
    for (Task& task : tasks_) {
      report.interrupted = report.interrupted || !task.report || task.report->interrupted;
      if (task.report) report.states.push_back(std::move(*task.report));
    }
    return report;
  }

  const Contract& contract_;
  ContractRunOptions options_;
  const ContractRunPlan& plan_;
  std::vector<Task> tasks_;  // Each is one thread's.
  std::once_flag others_begun_;
  std::vector<std::thread> others_;
  std::atomic<std::size_t> next_ = 0;
  std::atomic<bool> failed_ = false;
  std::mutex mutex_;  // Of what follows, and of the callbacks.
  RunReport header_;
  std::exception_ptr error_;
};

}  // namespace

RunReport RunContract(const Contract& contract, const ContractRunOptions& options,
                      const ContractRunPlan& plan) {
  return Tasks(contract, options, plan).Run();
}

}  // namespace gtest_redis
