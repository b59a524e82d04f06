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
  // At once: Valkey frees in the background where it is not told otherwise.
  Reply Flush() {
    return server_.AtLeast(6, 2) ? redis_.Command("FLUSHDB", "SYNC") : redis_.Command("FLUSHDB");
  }
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
  StateGuard full = Enter(server_, OutOfMemory::ByFilling());
  EXPECT_THAT(Flush(), IsOk());
  EXPECT_FALSE(Full());
  redis_.Command("DEL", "probe");
  EXPECT_NO_THROW(full.Leave());
  EXPECT_EQ(Directive("maxmemory"), "0");
}

TEST_F(OutOfMemoryByFillingTest, IsCuredByDeletingEnough) {
  StateGuard full = Enter(server_, OutOfMemory::ByFilling());
  const std::vector<Reply> keys = redis_.Command("KEYS", "gtest-redis:ballast:*").array();
  ASSERT_FALSE(keys.empty());
  for (const Reply& key : keys) EXPECT_THAT(redis_.Command("DEL", key.string()), IsInteger(1));
  EXPECT_FALSE(Full());
  EXPECT_NO_THROW(full.Leave());
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

TEST_F(OutOfMemoryByFillingTest, SaysThatMemorySufficesAlthoughNoKeyWasRemoved) {
  StateGuard full = Enter(server_, OutOfMemory::ByFilling());
  EXPECT_NO_THROW(full.Check());
  redis_.Command("CONFIG", "SET", "maxmemory", "32mb");
  const std::string expected =
      "'out-of-memory' did not hold to its end: a write was answered '(integer) 0', and not OOM";
  EXPECT_EQ(ErrorOf<StateError>([&] { full.Check(); }), expected);
  EXPECT_EQ(ErrorOf<StateError>([&] { full.Leave(); }), expected);
  EXPECT_EQ(Directive("maxmemory"), "0");
}

// What has a TTL is evicted first, and makes no room afterwards.
TEST_F(OutOfMemoryByFillingTest, HoldsUnderAPolicyThatEvictsWhatHasATtl) {
  for (int i = 0; i < 4; ++i) {
    redis_.Command("SET", "volatile" + std::to_string(i), std::string(1'000'000, 'v'), "EX", 3600);
  }
  redis_.Command("SET", "lasting", "v");
  StateGuard full = Enter(server_, OutOfMemory::ByFilling().WithPolicy("volatile-ttl"));
  EXPECT_TRUE(Full());
  EXPECT_THAT(redis_.Command("EXISTS", "lasting", "volatile0", "volatile3"), IsInteger(1));
  EXPECT_NO_THROW(full.Leave());
  EXPECT_EQ(Directive("maxmemory"), "0");
  EXPECT_EQ(Directive("maxmemory-policy"), "noeviction");
}

TEST_F(OutOfMemoryByFillingTest, RefusesToFillToNothing) {
  EXPECT_EQ(ErrorOf<StateError>([] { OutOfMemory::ByFilling(0); }),
            "redis cannot be filled to 0 bytes and 2097152 bytes more; both are to be above 0");
  EXPECT_EQ(ErrorOf<StateError>([] { OutOfMemory::ByFilling(kMiB, 0); }),
            "redis cannot be filled to 1048576 bytes and 0 bytes more; both are to be above 0");
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
  StateGuard full = Enter(server, OutOfMemory::ByFilling());
  EXPECT_THAT(server.Connect().Command("DBSIZE"), IsInteger(::testing::Gt(0)));
  EXPECT_THAT(KeysInDatabase0(server), IsInteger(0));
  server.Flush();
  EXPECT_THAT(server.Connect().Command("SET", "k", "v"), IsOk());
  EXPECT_NO_THROW(full.Leave());
}

}  // namespace
}  // namespace gtest_redis
