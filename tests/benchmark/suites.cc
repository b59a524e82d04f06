#include "suites.h"

#include <gtest/gtest.h>
#include <poll.h>

#include <cstdlib>
#include <iostream>

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

constexpr int kLongTests = 60;

}  // namespace

std::vector<double> RunSuite(const std::string& suite) {
  static const bool registered = [] {
    Register<EmptyTest>("Empty", kTests);
    Register<EmptyRedisTest>("EmptyRedis", kTests);
    Register<EmptyRedisTest>("OneEmptyRedis", 1);
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
  const bool skipped = ::testing::UnitTest::GetInstance()->skipped_test_count() > 0;
  if (result != 0 || skipped) std::abort();
  listeners.Release(&stopwatch);
  return stopwatch.times;
}

}  // namespace gtest_redis
