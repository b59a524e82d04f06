#include <benchmark/benchmark.h>

#include "comparison.h"
#include "gtest_redis/server/redis_server.h"
#include "gtest_redis/state/catalogue.h"

namespace gtest_redis {
namespace {

constexpr int kTimes = 20;

// Entering and leaving each state of the catalogue, with the proofs of both.
void EnterAndLeave(benchmark::State& state, const StateEntry& entry) {
  ServerOptions options;
  options.backend = Backend::kProcess;
  RedisServer server = RedisServer::Start(options);
  const std::string why_not = WhyImpossible(entry, server);
  if (!why_not.empty()) {
    state.SkipWithError(why_not.c_str());
    return;
  }
  const std::unique_ptr<State> subject = MakeState(entry.name);
  std::vector<double> enter;
  std::vector<double> leave;
  for (auto _ : state) {
    std::optional<StateGuard> guard;
    enter.push_back(Time([&] { guard.emplace(server, *subject); }));
    leave.push_back(Time([&] { guard->Leave(); }));
    state.SetIterationTime(enter.back() + leave.back());
  }
  state.counters["enter_ms"] = Median(enter) * 1e3;
  state.counters["leave_ms"] = Median(leave) * 1e3;
  state.counters["both_ms"] = (Median(enter) + Median(leave)) * 1e3;
}

const bool kRegistered = [] {
  for (const StateEntry& entry : StateCatalogue()) {
    const std::string name = "EnterAndLeave/" + entry.name;
    benchmark::RegisterBenchmark(name.c_str(),
                                 [&entry](auto& state) { EnterAndLeave(state, entry); })
        ->UseManualTime()
        ->Unit(benchmark::kMillisecond)
        ->Iterations(kTimes);
  }
  return true;
}();

}  // namespace
}  // namespace gtest_redis
