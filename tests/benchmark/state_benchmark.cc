#include <cmath>

#include "comparison.h"
#include "gtest_redis/redis/info.h"
#include "gtest_redis/server/redis_server.h"
#include "gtest_redis/state/memory.h"

namespace gtest_redis {
namespace {

// Entering and leaving, against the two CONFIG SETs each that it cannot do without.
void EnterAndLeaveOutOfMemory(benchmark::State& state) {
  RedisServer server = RedisServer::Start();
  if (state.range(0) > 0) server.Command("DEBUG", "POPULATE", state.range(0));
  const auto set = [&](const char* maxmemory) {
    server.Command("CONFIG", "SET", "maxmemory-policy", "noeviction");
    server.Command("CONFIG", "SET", "maxmemory", maxmemory);
  };
  Compare(
      state, [&] { return Time([&] { Enter(server, OutOfMemory()).Leave(); }); },
      [&] {
        return Time([&] {
          set("1");
          set("0");
        });
      });
}
BENCHMARK(EnterAndLeaveOutOfMemory)
    ->Arg(0)
    ->Arg(10'000)
    ->Arg(1'000'000)
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond)
    ->Iterations(200);

// Filling to 90 % of 64 MB, against one command that takes as much.
void FillTo90Percent(benchmark::State& state) {
  RedisServer server = RedisServer::Start();
  const auto bytes = static_cast<double>(64 * kMiB);
  double worst = 0;
  Compare(
      state,
      [&] {
        std::optional<StateGuard> guard;
        const double time = Time([&] { guard.emplace(server, MemoryAt(0.9, 64 * kMiB)); });
        const Info info(server.Command("INFO", "memory").string());
        const double ratio = static_cast<double>(info.Integer("used_memory")) / bytes;
        worst = std::max(worst, std::fabs(ratio - 0.9));
        guard->Leave();
        return time;
      },
      [&] {
        const auto size = static_cast<long>(bytes * 0.9 * 0.97);
        const double time = Time([&] { server.Command("SETRANGE", "k", size, "x"); });
        server.Command("DEL", "k");
        return time;
      });
  state.counters["worst_error_percent"] = worst * 100;
}
BENCHMARK(FillTo90Percent)->UseManualTime()->Unit(benchmark::kMillisecond)->Iterations(20);

}  // namespace
}  // namespace gtest_redis
