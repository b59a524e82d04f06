#include "attach/relay.h"
#include "comparison.h"
#include "gtest_redis/gate/gate.h"
#include "gtest_redis/redis/connection.h"
#include "gtest_redis/server/redis_server.h"
#include "gtest_redis/state/network.h"

namespace gtest_redis {
namespace {

// Many at a time: the gate waits for a busy client without sleeping, and would speed up a floor
// that is measured between two of its answers.
double Ping(Connection& redis) {
  constexpr int kTimes = 100;
  return Time([&] {
           for (int i = 0; i < kTimes; ++i) redis.Command("PING");
         }) /
         kTimes;
}

// PING through a gate that does nothing, against PING straight to the server, both over TCP.
void PingThroughGate(benchmark::State& state) {
  RedisServer server = RedisServer::Start();
  Gate gate(server);
  Connection through(gate.url());
  Connection straight(server.url());
  Compare(
      state, [&] { return Ping(through); }, [&] { return Ping(straight); });
}
BENCHMARK(PingThroughGate)->UseManualTime()->Unit(benchmark::kMillisecond)->Iterations(100);

// The same against a thread that passes on what it reads, and looks at nothing.
void PingThroughGateOrPlainRelay(benchmark::State& state) {
  RedisServer server = RedisServer::Start();
  Gate gate(server);
  Relay relay(server.port());
  Connection through(gate.url());
  Connection plain("redis://127.0.0.1:" + std::to_string(relay.port()));
  Compare(
      state, [&] { return Ping(through); }, [&] { return Ping(plain); });
}
BENCHMARK(PingThroughGateOrPlainRelay)
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond)
    ->Iterations(100);

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
