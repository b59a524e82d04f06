#include <hiredis/hiredis.h>

#include <cstdlib>

#include "comparison.h"
#include "gtest_redis/server/redis_server.h"
#include "suites.h"

namespace gtest_redis {
namespace {

// FLUSHDB, and one pipeline of what is looked at after a test; with nothing but hiredis.
double RoundTrips(redisContext* context) {
  const auto receive = [context] {
    void* reply = nullptr;
    if (redisGetReply(context, &reply) != REDIS_OK) std::abort();
    freeReplyObject(reply);
  };
  return Time([&] {
    redisAppendCommand(context, "FLUSHDB SYNC");
    receive();
    for (const char* command : {"INFO commandstats", "DBSIZE", "INFO memory"}) {
      redisAppendCommand(context, command);
    }
    for (int i = 0; i < 3; ++i) receive();
  });
}

// What an empty RedisTest costs over a plain TEST, against the two round trips that it needs; a
// thousand of each.
void EmptyRedisTestOverTest(benchmark::State& state) {
  RedisServer server = RedisServer::Start();
  redisContext* context = redisConnectUnix(server.unix_socket().c_str());
  std::vector<double> first;
  std::vector<double> last;
  Compare(
      state,
      [&] {
        const double plain = Median(RunSuite("Empty"));
        const std::vector<double> times = RunSuite("EmptyRedis");
        first.push_back(Median({times.begin() + 10, times.begin() + 110}));
        last.push_back(Median({times.end() - 100, times.end()}));
        return Median(times) - plain;
      },
      [&] {
        std::vector<double> times;
        for (int i = 0; i < kTests; ++i) times.push_back(RoundTrips(context));
        return Median(times);
      });
  redisFree(context);
  state.counters["last_over_first_100"] = Median(last) / Median(first);
}
BENCHMARK(EmptyRedisTestOverTest)->UseManualTime()->Unit(benchmark::kMillisecond)->Iterations(10);

// How long a test of 10 ms waits for a server of its own, against the same test without one.
void FreshRedisTestOfTenMilliseconds(benchmark::State& state) {
  double waiting = 0;
  Compare(
      state,
      [&] {
        const double fresh = Median(RunSuite("FreshTenMilliseconds"));
        waiting = fresh - Median(RunSuite("TenMilliseconds"));
        return fresh;
      },
      [] { return Median(RunSuite("TenMilliseconds")); });
  state.counters["waiting_ms"] = waiting * 1e3;
}
BENCHMARK(FreshRedisTestOfTenMilliseconds)
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond)
    ->Iterations(3);

}  // namespace
}  // namespace gtest_redis
