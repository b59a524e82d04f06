#include "gtest_redis/fixture/redis_matchers.h"
#include "gtest_redis/state/memory.h"
#include "process/deadline.h"
#include "state_test.h"

namespace gtest_redis {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

class OutOfMemoryByFillingTest : public StateTest {
 protected:
  bool Full() { return redis_.Command("SET", "probe", "v").error_code() == "OOM"; }
};

TEST_F(OutOfMemoryByFillingTest, FillsRedisBeyondTheLimit) {
  const StateGuard full = Enter(server_, OutOfMemory::ByFilling());
  EXPECT_TRUE(Full());
  EXPECT_EQ(Directive("maxmemory"), std::to_string(16 * kMiB));
  const auto used = InfoField("memory", "used_memory");
  EXPECT_GE(used, 18 * static_cast<std::int64_t>(kMiB) - 64 * 1024);
}

TEST_F(OutOfMemoryByFillingTest, TakesAnyLimitAndOvershoot) {
  const StateGuard full = Enter(server_, OutOfMemory::ByFilling(5'000'000, 3'000'000));
  EXPECT_TRUE(Full());
  EXPECT_EQ(Directive("maxmemory"), "5000000");
  EXPECT_GE(InfoField("memory", "used_memory"), 7'900'000);
}

TEST_F(OutOfMemoryByFillingTest, IsCuredByAFlush) {
  const StateGuard full = Enter(server_, OutOfMemory::ByFilling());
  EXPECT_THAT(redis_.Command("FLUSHDB", "SYNC"), IsOk());
  EXPECT_FALSE(Full());
}

TEST_F(OutOfMemoryByFillingTest, IsCuredByDeletingEnough) {
  const StateGuard full = Enter(server_, OutOfMemory::ByFilling());
  const std::vector<Reply> keys = redis_.Command("KEYS", "gtest-redis:ballast:*").array();
  ASSERT_FALSE(keys.empty());
  for (const Reply& key : keys) EXPECT_THAT(redis_.Command("DEL", key.string()), IsInteger(1));
  EXPECT_FALSE(Full());
}

TEST_F(OutOfMemoryByFillingTest, HoldsWhileTwentyClientsDisconnect) {
  std::vector<Connection> connections;
  for (int i = 0; i < 20; ++i) {
    connections.push_back(server_.Connect());
    connections.back().Command("SET", "k", std::string(1000, 'v'));
  }
  const auto with_them = InfoField("memory", "used_memory");
  const StateGuard full = Enter(server_, OutOfMemory::ByFilling());
  EXPECT_TRUE(Full());
  connections.clear();
  ASSERT_TRUE(WaitUntil(Deadline(std::chrono::seconds(10)),
                        [&] { return InfoField("clients", "connected_clients") <= 2; }));
  EXPECT_TRUE(Full());
  EXPECT_GT(with_them, 0);
}

TEST_F(OutOfMemoryByFillingTest, RestoresAndLeavesNoKeyBehind) {
  SetDirective("maxmemory", "123456789");
  SetDirective("maxmemory-policy", "allkeys-lru");
  redis_.Command("SET", "mine", "v");
  Enter(server_, OutOfMemory::ByFilling()).Leave();
  EXPECT_EQ(Directive("maxmemory"), "123456789");
  EXPECT_EQ(Directive("maxmemory-policy"), "allkeys-lru");
  EXPECT_THAT(redis_.Command("KEYS", "*"), IsArray(::testing::ElementsAre(IsString("mine"))));
}

TEST_F(OutOfMemoryByFillingTest, CanBeLeftAfterAFlush) {
  StateGuard full = Enter(server_, OutOfMemory::ByFilling());
  redis_.Command("FLUSHDB", "SYNC");
  EXPECT_NO_THROW(full.Leave());
  EXPECT_EQ(Directive("maxmemory"), "0");
}

TEST_F(OutOfMemoryByFillingTest, RefusesALimitThatIsInUseAlready) {
  EXPECT_THAT(
      ErrorOf<StateError>([&] { const auto full = Enter(server_, OutOfMemory::ByFilling(1000)); }),
      ::testing::AllOf(StartsWith("cannot fill redis to 1000 bytes: "),
                       HasSubstr("bytes are in use already; name a higher limit")));
  EXPECT_EQ(Directive("maxmemory"), "0");
}

TEST_F(OutOfMemoryByFillingTest, HoldsWhereAlmostEverythingIsInUse) {
  for (const int room : {100'000, 10'000, 1'000, 1}) {
    const auto limit = static_cast<std::uint64_t>(InfoField("memory", "used_memory") + room);
    const StateGuard full = Enter(server_, OutOfMemory::ByFilling(limit));
    EXPECT_TRUE(Full()) << room;
  }
}

TEST(OutOfMemoryByFillingDatabaseTest, FillsTheDatabaseOfTheServer) {
  ServerOptions options;
  options.database = 5;
  RedisServer server = RedisServer::Start(options);
  const StateGuard full = Enter(server, OutOfMemory::ByFilling());
  EXPECT_THAT(server.Connect().Command("DBSIZE"), IsInteger(::testing::Gt(0)));
  EXPECT_THAT(KeysInDatabase0(server), IsInteger(0));
  EXPECT_THAT(server.Connect().Command("FLUSHDB", "SYNC"), IsOk());
  EXPECT_THAT(server.Connect().Command("SET", "k", "v"), IsOk());
}

}  // namespace
}  // namespace gtest_redis
