#include <cmath>
#include <limits>

#include "gtest_redis/fixture/redis_matchers.h"
#include "gtest_redis/state/memory.h"
#include "process/deadline.h"
#include "state_test.h"

namespace gtest_redis {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class MemoryAtTest : public StateTest {
 protected:
  // As the server itself says, on the connection that it counts already.
  double Ratio() {
    const Info info(server_.Command("INFO", "memory").string());
    return static_cast<double>(info.Integer("used_memory")) /
           static_cast<double>(info.Integer("maxmemory"));
  }
};

class MemoryAtRatioTest : public MemoryAtTest, public ::testing::WithParamInterface<double> {};

TEST_P(MemoryAtRatioTest, LandsWithinAThousandth) {
  const StateGuard at = Enter(server_, MemoryAt(GetParam()));
  EXPECT_NEAR(Ratio(), GetParam(), 0.001);
  EXPECT_EQ(Directive("maxmemory"), std::to_string(64 * kMiB));
}

INSTANTIATE_TEST_SUITE_P(Alerts, MemoryAtRatioTest, ::testing::Values(0.05, 0.80, 0.90, 0.95, 1.0));

TEST_F(MemoryAtTest, CountsWhatIsThereAlready) {
  redis_.Command("SETRANGE", "mine", 20'000'000, "x");
  const StateGuard at = Enter(server_, MemoryAt(0.90));
  EXPECT_NEAR(Ratio(), 0.90, 0.001);
}

// The key that makes Redis's dictionary grow takes more than its own size.
TEST_F(MemoryAtTest, LandsWhereTheDictionaryGrows) {
  std::vector<std::vector<std::string>> commands;
  for (int i = 0; i < 16'383; ++i) commands.push_back({"SET", "k" + std::to_string(i), "v"});
  redis_.Pipeline(commands);
  const StateGuard at = Enter(server_, MemoryAt(0.90));
  EXPECT_NEAR(Ratio(), 0.90, 0.001);
}

TEST_F(MemoryAtTest, TakesAnotherLimit) {
  const StateGuard at = Enter(server_, MemoryAt(0.80, 8 * kMiB));
  EXPECT_NEAR(Ratio(), 0.80, 0.01);
  EXPECT_EQ(Directive("maxmemory"), std::to_string(8 * kMiB));
}

TEST_F(MemoryAtTest, RestoresAndLeavesNoKeyBehind) {
  SetDirective("maxmemory", "123456789");
  redis_.Command("SET", "mine", "v");
  Enter(server_, MemoryAt(0.90)).Leave();
  EXPECT_EQ(Directive("maxmemory"), "123456789");
  EXPECT_THAT(redis_.Command("KEYS", "*"), IsArray(::testing::ElementsAre(IsString("mine"))));
}

TEST_F(MemoryAtTest, TakesWritesBelowTheLimit) {
  const StateGuard at = Enter(server_, MemoryAt(0.95));
  EXPECT_THAT(redis_.Command("SET", "k", std::string(100'000, 'v')), IsOk());
}

TEST_F(MemoryAtTest, SaysThatKeysWereDeleted) {
  StateGuard at = Enter(server_, MemoryAt(0.90));
  EXPECT_NO_THROW(at.Check());
  redis_.Command("FLUSHDB");
  ASSERT_TRUE(WaitUntil(Deadline(std::chrono::seconds(10)), [&] { return Ratio() < 0.5; }));
  EXPECT_THAT(ErrorOf<StateError>([&] { at.Check(); }),
              AllOf(StartsWith("'memory-at' did not hold to its end: memory is at 0.0"),
                    HasSubstr(" of maxmemory, and no longer at 0.9")));
  EXPECT_THROW(at.Leave(), StateError);
  EXPECT_EQ(Directive("maxmemory"), "0");
}

TEST_F(MemoryAtTest, SaysThatMemoryGrew) {
  StateGuard at = Enter(server_, MemoryAt(0.80));
  redis_.Command("SETRANGE", "mine", 500'000, "x");
  EXPECT_NO_THROW(at.Check());
  redis_.Command("SETRANGE", "mine", 5'000'000, "x");
  EXPECT_THAT(ErrorOf<StateError>([&] { at.Leave(); }),
              StartsWith("'memory-at' did not hold to its end: memory is at 0.8"));
}

TEST_F(MemoryAtTest, SaysThatTheLimitIsAnother) {
  StateGuard at = Enter(server_, MemoryAt(0.80));
  SetDirective("maxmemory", "128mb");
  EXPECT_EQ(ErrorOf<StateError>([&] { at.Leave(); }),
            "'memory-at' did not hold to its end: maxmemory is 134217728 bytes, and no longer "
            "67108864 bytes");
}

TEST_F(MemoryAtTest, RefusesWhatIsNoRatio) {
  for (const double ratio :
       {0.0, -0.5, 1.0001, 80.0, std::nan(""), std::numeric_limits<double>::infinity()}) {
    EXPECT_THAT(ErrorOf<StateError>([&] { const MemoryAt at(ratio); }),
                AllOf(StartsWith("memory cannot be at "),
                      HasSubstr(" of maxmemory; a ratio above 0 and up to 1 is asked for")));
  }
}

TEST_F(MemoryAtTest, NamesTheRatioThatItRefuses) {
  EXPECT_THAT(ErrorOf<StateError>([] { const MemoryAt at(1.5); }),
              StartsWith("memory cannot be at 1.5 of maxmemory"));
  EXPECT_THAT(ErrorOf<StateError>([] { const MemoryAt at(80); }),
              StartsWith("memory cannot be at 80 of maxmemory"));
}

TEST_F(MemoryAtTest, RefusesWhenMoreIsInUseAlready) {
  redis_.Command("SETRANGE", "mine", 40'000'000, "x");
  EXPECT_THAT(ErrorOf<StateError>([&] { const auto at = Enter(server_, MemoryAt(0.5)); }),
              AllOf(StartsWith("cannot hold memory at 0.5 of 67108864 bytes: "),
                    HasSubstr("bytes are in use already; name a higher maxmemory")));
  EXPECT_EQ(Directive("maxmemory"), "0");
}

TEST(MemoryAtDatabaseTest, FillsTheDatabaseOfTheServer) {
  ServerOptions options;
  options.database = 5;
  RedisServer server = RedisServer::Start(options);
  const StateGuard at = Enter(server, MemoryAt(0.5, 8 * kMiB));
  EXPECT_THAT(server.Connect().Command("DBSIZE"), IsInteger(::testing::Gt(0)));
  EXPECT_THAT(KeysInDatabase0(server), IsInteger(0));
}

}  // namespace
}  // namespace gtest_redis
