#include "gtest_redis/fixture/redis_matchers.h"
#include "gtest_redis/state/memory.h"
#include "state_test.h"

namespace gtest_redis {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

using EvictingTest = StateTest;

class EvictingPolicyTest : public EvictingTest, public ::testing::WithParamInterface<std::string> {
 protected:
  bool OnlyWithTtl() const { return GetParam().rfind("volatile-", 0) == 0; }
};

TEST_P(EvictingPolicyTest, TakesWritesAndLosesKeys) {
  const StateGuard evicting = Enter(server_, Evicting(GetParam()));
  EXPECT_EQ(Directive("maxmemory-policy"), GetParam());
  const auto evicted = InfoField("stats", "evicted_keys");
  EXPECT_GT(evicted, 0);
  for (int i = 0; i < 200; ++i) {
    EXPECT_THAT(redis_.Command("SET", "k" + std::to_string(i), std::string(1000, 'v'), "EX", 1000),
                IsOk());
  }
  EXPECT_GT(InfoField("stats", "evicted_keys"), evicted);
}

TEST_P(EvictingPolicyTest, EvictsKeysWithoutTtlOnlyWhereThePolicySaysSo) {
  std::vector<std::vector<std::string>> commands;
  for (int i = 0; i < 1000; ++i) commands.push_back({"SET", "lasting" + std::to_string(i), "v"});
  redis_.Pipeline(commands);
  const StateGuard evicting = Enter(server_, Evicting(GetParam(), 2 * kMiB));
  // More than the filler can make room for.
  for (int i = 0; i < 1800; ++i) {
    redis_.Command("SET", "k" + std::to_string(i), std::string(1000, 'v'), "EX", 1);
  }
  std::vector<std::string> names = {"EXISTS"};
  for (int i = 0; i < 1000; ++i) names.push_back("lasting" + std::to_string(i));
  const std::int64_t left = redis_.Execute(names).integer();
  if (OnlyWithTtl()) {
    EXPECT_EQ(left, 1000);
  } else {
    EXPECT_LT(left, 1000);
  }
}

TEST_P(EvictingPolicyTest, RestoresAndRemovesItsFiller) {
  SetDirective("maxmemory", "123456789");
  Enter(server_, Evicting(GetParam())).Leave();
  EXPECT_EQ(Directive("maxmemory"), "123456789");
  EXPECT_EQ(Directive("maxmemory-policy"), "noeviction");
  EXPECT_EQ(Keys(), 0);
  EXPECT_THAT(redis_.Command("SET", "k", "v"), IsOk());
}

INSTANTIATE_TEST_SUITE_P(Policies, EvictingPolicyTest,
                         ::testing::Values("allkeys-lru", "allkeys-lfu", "allkeys-random",
                                           "volatile-lru", "volatile-lfu", "volatile-random",
                                           "volatile-ttl"),
                         [](const auto& policy) {
                           std::string name = policy.param;
                           name[name.find('-')] = '_';
                           return name;
                         });

TEST_F(EvictingTest, RefusesAPolicyThatDoesNotEvict) {
  EXPECT_EQ(ErrorOf<StateError>([] { const Evicting evicting("noeviction"); }),
            "the policy 'noeviction' does not evict; what it leads to is OutOfMemory");
}

TEST_F(EvictingTest, GivesRedissWordsForAPolicyThatThereIsNot) {
  EXPECT_THAT(
      ErrorOf<StateError>([&] { const auto evicting = Enter(server_, Evicting("lru")); }),
      AllOf(StartsWith("cannot set directive 'maxmemory-policy' to 'lru': ERR"),
            HasSubstr(server_.AtLeast(6, 2) ? "one of the following: volatile-lru" : "'lru'")));
  EXPECT_EQ(Keys(), 0);
  EXPECT_EQ(Directive("maxmemory"), "0");
}

TEST_F(EvictingTest, TakesAServerWhoseOwnLimitIsLow) {
  SetDirective("maxmemory", "2mb");
  {
    const StateGuard evicting = Enter(server_, Evicting("allkeys-lru"));
    EXPECT_GT(Keys(), 3000) << "of 4 MiB in keys of 1 KB";
    EXPECT_THAT(redis_.Command("SET", "k", std::string(100'000, 'v')), IsOk());
  }
  EXPECT_EQ(Directive("maxmemory"), "2097152");
  EXPECT_LE(Keys(), 1);
}

TEST_F(EvictingTest, RestoresThePolicyWhenItCannotFill) {
  SetDirective("min-replicas-to-write", "1");
  EXPECT_THAT(
      ErrorOf<StateError>([&] { const auto evicting = Enter(server_, Evicting("allkeys-lru")); }),
      StartsWith("redis refuses SET: NOREPLICAS"));
  EXPECT_EQ(Directive("maxmemory-policy"), "noeviction");
}

TEST_F(EvictingTest, RefusesRoomThatConnectionsAloneWouldFill) {
  EXPECT_THAT(ErrorOf<StateError>([] { const Evicting evicting("allkeys-lru", 1000); }),
              HasSubstr("262144 are the least"));
}

TEST_F(EvictingTest, KeepsTheKeysThatATestWrote) {
  StateGuard evicting = Enter(server_, Evicting("volatile-lru"));
  redis_.Command("SET", "mine", "v");
  evicting.Leave();
  EXPECT_THAT(redis_.Command("KEYS", "*"), IsArray(::testing::ElementsAre(IsString("mine"))));
}

TEST_F(EvictingTest, HoldsWhileKeysAreWrittenAndAFewAreDeleted) {
  StateGuard evicting = Enter(server_, Evicting("allkeys-lru"));
  for (int i = 0; i < 500; ++i) redis_.Command("SET", "k" + std::to_string(i), "v");
  for (int i = 0; i < 500; ++i) redis_.Command("DEL", "k" + std::to_string(i));
  EXPECT_NO_THROW(evicting.Check());
  EXPECT_NO_THROW(evicting.Leave());
}

TEST_F(EvictingTest, SaysThatNothingIsEvictedAfterAFlush) {
  StateGuard evicting = Enter(server_, Evicting("allkeys-lru"));
  server_.Flush();
  EXPECT_THAT(ErrorOf<StateError>([&] { evicting.Check(); }),
              AllOf(StartsWith("'evicting' did not hold to its end: "),
                    HasSubstr(" bytes are free, so that nothing is evicted")));
  EXPECT_THROW(evicting.Leave(), StateError);
  EXPECT_EQ(Directive("maxmemory-policy"), "noeviction");
}

// Keys without a TTL take what the filler had.
TEST_F(EvictingTest, SaysThatNoKeyIsLeftThatThePolicyEvicts) {
  StateGuard evicting = Enter(server_, Evicting("volatile-lru"));
  Reply reply;
  for (int i = 0; i < 10'000 && !reply.is_error(); ++i) {
    reply = redis_.Command("SET", "lasting" + std::to_string(i), std::string(1000, 'v'));
  }
  ASSERT_THAT(reply, IsRedisError("OOM"));
  EXPECT_THAT(
      ErrorOf<StateError>([&] { evicting.Leave(); }),
      StartsWith("'evicting' did not hold to its end: no key is left that could be evicted"));
}

TEST_F(EvictingTest, SaysThatThePolicyOrTheLimitIsAnother) {
  StateGuard evicting = Enter(server_, Evicting("allkeys-lru"));
  SetDirective("maxmemory-policy", "noeviction");
  EXPECT_EQ(ErrorOf<StateError>([&] { evicting.Check(); }),
            "'evicting' did not hold to its end: maxmemory-policy is 'noeviction', and no longer "
            "'allkeys-lru'");
  SetDirective("maxmemory-policy", "allkeys-lru");
  SetDirective("maxmemory", "0");
  EXPECT_THAT(
      ErrorOf<StateError>([&] { evicting.Leave(); }),
      StartsWith("'evicting' did not hold to its end: maxmemory is 0 bytes, and no longer "));
}

TEST(EvictingDatabaseTest, FillsTheDatabaseOfTheServer) {
  ServerOptions options;
  options.database = 5;
  RedisServer server = RedisServer::Start(options);
  StateGuard evicting = Enter(server, Evicting("allkeys-lru"));
  EXPECT_THAT(server.Connect().Command("DBSIZE"), IsInteger(::testing::Gt(1000)));
  EXPECT_THAT(KeysInDatabase0(server), IsInteger(0));
  evicting.Leave();
  EXPECT_THAT(server.Connect().Command("DBSIZE"), IsInteger(0));
}

}  // namespace
}  // namespace gtest_redis
