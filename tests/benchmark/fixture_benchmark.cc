#include <gtest/gtest.h>
#include <hiredis/hiredis.h>
#include <poll.h>

#include <iostream>
#include <string>

#include "comparison.h"
#include "gtest_redis/fixture/redis_test.h"

namespace gtest_redis {
namespace {

class EmptyTest : public ::testing::Test {
 public:
  void TestBody() override {}
};

class EmptyRedisTest : public RedisTest {
 public:
  void TestBody() override {}
};

class TenMillisecondTest : public ::testing::Test {
 public:
  void TestBody() override { poll(nullptr, 0, 10); }  // What is measured is a test of that length.
};

class FreshTenMillisecondTest : public FreshRedisTest {
 public:
  void TestBody() override { poll(nullptr, 0, 10); }
};

// The seconds that each test took, from before its fixture's constructor to after its destructor.
class Stopwatch : public ::testing::EmptyTestEventListener {
 public:
  std::vector<double> times;

 private:
  void OnTestStart(const ::testing::TestInfo&) override { start_ = Clock::now(); }
  void OnTestEnd(const ::testing::TestInfo&) override {
    times.push_back(Seconds(Clock::now() - start_).count());
  }

  using Clock = std::chrono::steady_clock;
  Clock::time_point start_;
};

template <typename Fixture>
void Register(const std::string& suite, int count) {
  for (int i = 0; i < count; ++i) {
    ::testing::RegisterTest(suite.c_str(), std::to_string(i).c_str(), nullptr, nullptr, __FILE__,
                            __LINE__, [] { return new Fixture; });
  }
}

constexpr int kTests = 1000;
constexpr int kLongTests = 60;

std::vector<double> RunSuite(const std::string& suite) {
  static const bool registered = [] {
    Register<EmptyTest>("Empty", kTests);
    Register<EmptyRedisTest>("EmptyRedis", kTests);
    Register<TenMillisecondTest>("TenMilliseconds", kLongTests);
    Register<FreshTenMillisecondTest>("FreshTenMilliseconds", kLongTests);
    auto& listeners = ::testing::UnitTest::GetInstance()->listeners();
    delete listeners.Release(listeners.default_result_printer());
    return true;
  }();
  static_cast<void>(registered);
  auto& listeners = ::testing::UnitTest::GetInstance()->listeners();
  Stopwatch stopwatch;
  listeners.Append(&stopwatch);
  ::testing::GTEST_FLAG(filter) = suite + ".*";
  // What the library says at the start and the end must not stand among the figures, which may be
  // JSON.
  std::streambuf* const output = std::cout.rdbuf(nullptr);
  const int result = RUN_ALL_TESTS();
  std::cout.rdbuf(output);
  std::cout.clear();
  if (result != 0) std::abort();
  listeners.Release(&stopwatch);
  return stopwatch.times;
}

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
