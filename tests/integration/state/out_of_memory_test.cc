#include <chrono>

#include "gtest_redis/fixture/redis_matchers.h"
#include "gtest_redis/state/config_override.h"
#include "gtest_redis/state/memory.h"
#include "state_test.h"

namespace gtest_redis {
namespace {

using ::testing::Not;

class OutOfMemoryTest : public StateTest {
 protected:
  void AddKeys(int count) {
    std::vector<std::vector<std::string>> commands;
    for (int i = 0; i < count; ++i) commands.push_back({"SET", "k" + std::to_string(i), "v"});
    redis_.Pipeline(commands);
    ASSERT_EQ(Keys(), count);
  }
};

TEST_F(OutOfMemoryTest, RefusesWritesAndNothingElse) {
  AddKeys(2);
  const StateGuard full = Enter(server_, OutOfMemory());
  EXPECT_THAT(redis_.Command("SET", "k", "v"), IsRedisError("OOM"));
  EXPECT_THAT(redis_.Command("INCR", "n"), IsRedisError("OOM"));
  EXPECT_THAT(redis_.Command("GET", "k0"), IsString("v"));
  EXPECT_THAT(redis_.Command("EXPIRE", "k0", 100), IsInteger(1));
  EXPECT_THAT(redis_.Command("DEL", "k1"), IsInteger(1));
  EXPECT_THAT(redis_.Command("PING"), IsString("PONG"));
}

TEST_F(OutOfMemoryTest, TakesWritesAgainAfterwards) {
  Enter(server_, OutOfMemory()).Leave();
  EXPECT_THAT(redis_.Command("SET", "k", "v"), IsOk());
}

TEST_F(OutOfMemoryTest, RestoresWhatWasThereNotADefault) {
  SetDirective("maxmemory", "123456789");
  SetDirective("maxmemory-policy", "volatile-ttl");
  {
    const StateGuard full = Enter(server_, OutOfMemory());
    EXPECT_EQ(Directive("maxmemory-policy"), "noeviction");
  }
  EXPECT_EQ(Directive("maxmemory"), "123456789");
  EXPECT_EQ(Directive("maxmemory-policy"), "volatile-ttl");
}

TEST_F(OutOfMemoryTest, LosesNoKeyWhereRedisEvicted) {
  SetDirective("maxmemory-policy", "allkeys-lru");
  SetDirective("maxmemory", "1gb");
  AddKeys(1000);
  {
    const StateGuard full = Enter(server_, OutOfMemory());
    EXPECT_THAT(redis_.Command("SET", "k", "v"), IsRedisError("OOM"));
    EXPECT_EQ(Keys(), 1000);
  }
  EXPECT_THAT(redis_.Command("SET", "k", "v"), IsOk());
  EXPECT_EQ(Keys(), 1001);
  EXPECT_EQ(InfoField("stats", "evicted_keys"), 0);
}

TEST_F(OutOfMemoryTest, IsNotCuredByAFlush) {
  AddKeys(1000);
  const StateGuard full = Enter(server_, OutOfMemory());
  EXPECT_THAT(redis_.Command("FLUSHALL"), IsOk());
  EXPECT_THAT(redis_.Command("SET", "k", "v"), IsRedisError("OOM"));
}

TEST_F(OutOfMemoryTest, HoldsWhileConnectionsComeAndGo) {
  const StateGuard full = Enter(server_, OutOfMemory());
  for (int round = 0; round < 3; ++round) {
    std::vector<Connection> connections;
    for (int i = 0; i < 20; ++i) {
      connections.push_back(server_.Connect());
      EXPECT_THAT(connections.back().Command("SET", "k", "v"), IsRedisError("OOM"));
    }
    connections.clear();
    EXPECT_THAT(redis_.Command("SET", "k", "v"), IsRedisError("OOM"));
  }
}

TEST_F(OutOfMemoryTest, LeavesNoKeyBehind) {
  Enter(server_, OutOfMemory()).Leave();
  EXPECT_EQ(Keys(), 0);
}

TEST_F(OutOfMemoryTest, DoesNotHoldOnAReplicaThatIgnoresTheLimit) {
  RedisServer primary = RedisServer::Start();
  server_.Command("REPLICAOF", primary.host(), primary.port());
  SetDirective("replica-read-only", "no");
  EXPECT_THAT(ErrorOf<StateError>([&] { const auto full = Enter(server_, OutOfMemory()); }),
              ::testing::AllOf(::testing::StartsWith("'out-of-memory' does not hold: "),
                               ::testing::HasSubstr("a replica ignores maxmemory")));
  EXPECT_EQ(Directive("maxmemory"), "0");
}

// Whatever the size of the data set, it is the same few round trips.
TEST_F(OutOfMemoryTest, TakesNoLongerWithManyKeys) {
  const auto shortest = [this] {
    auto best = std::chrono::steady_clock::duration::max();
    for (int i = 0; i < 20; ++i) {
      const auto begin = std::chrono::steady_clock::now();
      Enter(server_, OutOfMemory()).Leave();
      best = std::min(best, std::chrono::steady_clock::now() - begin);
    }
    return best;
  };
  const auto empty = shortest();
  AddKeys(10'000);
  EXPECT_LT(shortest(), 5 * empty + std::chrono::milliseconds(2));
}

TEST_F(OutOfMemoryTest, SaysThatTheLimitWasLifted) {
  StateGuard full = Enter(server_, OutOfMemory());
  EXPECT_NO_THROW(full.Check());
  SetDirective("maxmemory", "0");
  const std::string expected =
      "'out-of-memory' did not hold to its end: a write was answered '(integer) 0', and not OOM";
  EXPECT_EQ(ErrorOf<StateError>([&] { full.Check(); }), expected);
  EXPECT_EQ(ErrorOf<StateError>([&] { full.Leave(); }), expected);
}

TEST_F(OutOfMemoryTest, IsWhatEvictionOfKeysWithATtlEndsIn) {
  AddKeys(1000);
  std::vector<std::vector<std::string>> commands;
  for (int i = 0; i < 20'000; ++i) {
    commands.push_back({"SET", "volatile" + std::to_string(i), "v", "EX", "3600"});
  }
  redis_.Pipeline(commands);
  const auto evicted = InfoField("stats", "evicted_keys");
  StateGuard full = Enter(server_, OutOfMemory().WithPolicy("volatile-lru"));
  EXPECT_EQ(Directive("maxmemory-policy"), "volatile-lru");
  EXPECT_THAT(redis_.Command("SET", "k", "v"), IsRedisError("OOM"));
  EXPECT_EQ(Keys(), 1000) << "those without a TTL";
  EXPECT_EQ(InfoField("stats", "evicted_keys"), evicted + 20'000);
  full.Leave();
  EXPECT_EQ(Directive("maxmemory-policy"), "noeviction");
  EXPECT_THAT(redis_.Command("SET", "k", "v"), IsOk());
}

TEST_F(OutOfMemoryTest, RefusesAPolicyThatEvictsEveryKey) {
  EXPECT_EQ(ErrorOf<StateError>([] { OutOfMemory().WithPolicy("allkeys-lru"); }),
            "'out-of-memory' with the policy 'allkeys-lru' would empty redis first; noeviction and "
            "the policies volatile-* keep what has no TTL, and 'evicting' is for the others");
}

TEST_F(OutOfMemoryTest, GivesRedissWordsForAPolicyThatThereIsNot) {
  EXPECT_THAT(
      ErrorOf<StateError>(
          [&] { const auto full = Enter(server_, OutOfMemory().WithPolicy("volatile-best")); }),
      ::testing::StartsWith("cannot set directive 'maxmemory-policy' to 'volatile-best': ERR"));
  EXPECT_EQ(Directive("maxmemory"), "0");
}

}  // namespace
}  // namespace gtest_redis
