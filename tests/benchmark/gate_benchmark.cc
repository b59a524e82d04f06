#include "comparison.h"
#include "gtest_redis/gate/gate.h"
#include "gtest_redis/redis/connection.h"
#include "gtest_redis/server/redis_server.h"
#include "gtest_redis/state/network.h"

namespace gtest_redis {
namespace {

// PING through a gate that does nothing, against PING straight to the server, both over TCP. The
// ratio has to stay below 1.5.
void PingThroughGate(benchmark::State& state) {
  RedisServer server = RedisServer::Start();
  Gate gate(server);
  Connection through(gate.url());
  Connection straight(server.url());
  Compare(
      state, [&] { return Time([&] { through.Command("PING"); }); },
      [&] { return Time([&] { straight.Command("PING"); }); });
}
BENCHMARK(PingThroughGate)->UseManualTime()->Unit(benchmark::kMillisecond)->Iterations(5000);

// A value of 10 MB, set and read.
void LargeValueThroughGate(benchmark::State& state) {
  RedisServer server = RedisServer::Start();
  Gate gate(server);
  Connection through(gate.url());
  Connection straight(server.url());
  const std::string value(10 << 20, 'x');
  const auto pass = [&](Connection& connection) {
    return Time([&] { connection.Pipeline({{"SET", "key", value}, {"GET", "key"}}); });
  };
  Compare(
      state, [&] { return pass(through); }, [&] { return pass(straight); });
}
BENCHMARK(LargeValueThroughGate)->UseManualTime()->Unit(benchmark::kMillisecond)->Iterations(50);

// Entering and leaving, against two round trips.
template <typename Kind>
void EnterAndLeave(benchmark::State& state) {
  RedisServer server = RedisServer::Start();
  Gate gate(server);
  Compare(
      state, [&] { return Time([&] { Enter(server, Kind()).Leave(); }); },
      [&] {
        return Time([&] {
          server.Command("PING");
          server.Command("PING");
        });
      });
}
BENCHMARK_TEMPLATE(EnterAndLeave, SlowNetwork)
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond)
    ->Iterations(20);
BENCHMARK_TEMPLATE(EnterAndLeave, CutNetwork)
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond)
    ->Iterations(20);
BENCHMARK_TEMPLATE(EnterAndLeave, Reset)
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond)
    ->Iterations(20);
BENCHMARK_TEMPLATE(EnterAndLeave, TruncatedReply)
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond)
    ->Iterations(20);
BENCHMARK_TEMPLATE(EnterAndLeave, GarbageReply)
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond)
    ->Iterations(20);
BENCHMARK_TEMPLATE(EnterAndLeave, AnyError)
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond)
    ->Iterations(20);

}  // namespace
}  // namespace gtest_redis
