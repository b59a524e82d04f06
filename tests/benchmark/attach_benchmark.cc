#include <hiredis/hiredis.h>

#include <algorithm>
#include <cstdlib>

#include "comparison.h"
#include "gtest_redis/server/redis_server.h"
#include "process/environment_variable.h"
#include "suites.h"

namespace gtest_redis {
namespace {

// A Redis that plays somebody else's, and is what RedisTests are to use meanwhile.
class Target {
 public:
  int port() const { return server_.port(); }

 private:
  RedisServer server_ = RedisServer::Start();
  EnvironmentVariable backend_{"GTEST_REDIS_BACKEND", "attach"};
  EnvironmentVariable url_{"GTEST_REDIS_URL", server_.url()};
};

// A connection with nothing but hiredis, to the last database, where it is in nobody's way.
class BareConnection {
 public:
  explicit BareConnection(int port) : context_(redisConnect("127.0.0.1", port)) {
    if (context_ == nullptr || context_->err != 0) std::abort();
    RoundTrip("SELECT 15");
  }
  ~BareConnection() { redisFree(context_); }
  BareConnection(const BareConnection&) = delete;
  BareConnection& operator=(const BareConnection&) = delete;

  // What a test cannot do without: it is flushed before, and looked at after.
  void TwoRoundTrips() const {
    RoundTrip("FLUSHDB SYNC");
    RoundTrip("DBSIZE");
  }

 private:
  void RoundTrip(const char* command) const {
    void* reply = redisCommand(context_, command);
    if (reply == nullptr) std::abort();
    freeReplyObject(reply);
  }

  redisContext* const context_;
};

// What the first RedisTest of a program costs on an attached server: it connects, takes a database
// and flushes it, and looks at it afterwards. Against a connection and two round trips.
void AttachedFirstRedisTest(benchmark::State& state) {
  const Target target;
  double longest = 0;
  Compare(
      state,
      [&] {
        const double time = RunSuite("OneEmptyRedis").front();
        longest = std::max(longest, time);
        return time;
      },
      [&] { return Time([&] { BareConnection(target.port()).TwoRoundTrips(); }); });
  state.counters["longest_ms"] = longest * 1e3;
}
BENCHMARK(AttachedFirstRedisTest)->UseManualTime()->Unit(benchmark::kMillisecond)->Iterations(200);

// What every further one costs over a plain TEST, against two round trips; a thousand of each.
void AttachedEmptyRedisTestOverTest(benchmark::State& state) {
  const Target target;
  const BareConnection connection(target.port());
  Compare(
      state, [&] { return Median(RunSuite("EmptyRedis")) - Median(RunSuite("Empty")); },
      [&] {
        std::vector<double> times;
        for (int i = 0; i < kTests; ++i) times.push_back(Time([&] { connection.TwoRoundTrips(); }));
        return Median(times);
      });
}
BENCHMARK(AttachedEmptyRedisTestOverTest)
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond)
    ->Iterations(10);

}  // namespace
}  // namespace gtest_redis
