#include "gtest_redis/state/keys.h"

#include <atomic>
#include <thread>

#include "gtest_redis/fixture/redis_matchers.h"
#include "gtest_redis/state/replication.h"
#include "state_test.h"

namespace gtest_redis {
namespace {

using ::testing::StartsWith;

class KeysTest : public StateTest {
 protected:
  void Write(int count, const std::string& prefix, const std::vector<std::string>& options = {}) {
    std::vector<std::vector<std::string>> commands;
    for (int i = 0; i < count; ++i) {
      commands.push_back({"SET", prefix + std::to_string(i), "v"});
      commands.back().insert(commands.back().end(), options.begin(), options.end());
    }
    redis_.Pipeline(commands);
  }
};

TEST_F(KeysTest, ScriptMissingForgetsScriptsUntilTheyAreLoadedAgain) {
  const std::string digest = redis_.Command("SCRIPT", "LOAD", "return 1").string();
  StateGuard missing = Enter(server_, ScriptMissing());
  EXPECT_THAT(redis_.Command("EVALSHA", digest, 0), IsRedisError("NOSCRIPT"));
  redis_.Command("SCRIPT", "LOAD", "return 1");
  EXPECT_THAT(redis_.Command("EVALSHA", digest, 0), IsInteger(1));
  EXPECT_NO_THROW(missing.Leave());
  EXPECT_THAT(redis_.Command("EVALSHA", digest, 0), IsInteger(1));
}

TEST_F(KeysTest, ScriptMissingKeepsKeysAndFunctions) {
  redis_.Command("SET", "k", "v");
  if (server_.AtLeast(7, 0)) {
    redis_.Command("FUNCTION", "LOAD",
                   "#!lua name=kept\nredis.register_function('f', function() return 7 end)");
  }
  Enter(server_, ScriptMissing()).Leave();
  EXPECT_THAT(redis_.Command("GET", "k"), IsString("v"));
  if (server_.AtLeast(7, 0)) {
    EXPECT_THAT(redis_.Command("FCALL", "f", 0), IsInteger(7));
  }
}

TEST_F(KeysTest, EmptiedRemovesEveryKeyOnceAndForGood) {
  Write(1000, "k");
  StateGuard emptied = Enter(server_, Emptied());
  EXPECT_EQ(Keys(), 0);
  redis_.Command("SET", "k", "v");
  EXPECT_NO_THROW(emptied.Leave());
  EXPECT_EQ(Keys(), 1);
}

TEST_F(KeysTest, EmptiedRemovesKeysOfItsDatabaseOnly) {
  ServerOptions options;
  options.database = 5;
  RedisServer server = RedisServer::Start(options);
  server.Command("SET", "k", "v");
  Connection other = server.Connect();
  other.Select(0);
  other.Command("SET", "k", "v");
  Enter(server, Emptied()).Leave();
  EXPECT_THAT(server.Command("DBSIZE"), IsInteger(0));
  EXPECT_THAT(other.Command("DBSIZE"), IsInteger(1));
}

TEST_F(KeysTest, EmptiedIsEnteredWhileAServiceWrites) {
  std::atomic<bool> ended = false;
  std::thread service([&] {
    Connection redis = server_.Connect();
    for (int i = 0; !ended; ++i) redis.Command("SET", i, "v", "PX", 1);
  });
  EXPECT_NO_THROW(const auto emptied = Enter(server_, Emptied()));
  ended = true;
  service.join();
}

TEST_F(KeysTest, EmptiedGivesRedissWordsWhereItIsRefused) {
  const StateGuard replica = Enter(server_, ReadOnly());
  EXPECT_THROW(const auto emptied = Enter(server_, Emptied()), Error);
}

TEST_F(KeysTest, ExpiredRemovesWhatHasATtlAndNothingElse) {
  Write(2500, "volatile", {"EX", "3600"});
  Write(1500, "lasting");
  redis_.Command("SET", "odd \r\n\0key", "v", "EX", 3600);
  const auto expired = InfoField("stats", "expired_keys");
  Enter(server_, Expired()).Leave();
  EXPECT_EQ(Keys(), 1500);
  EXPECT_GT(InfoField("stats", "expired_keys"), expired + 2400);
  EXPECT_THAT(redis_.Command("GET", "lasting7"), IsString("v"));
}

TEST_F(KeysTest, ExpiredIsToldToSubscribers) {
  SetDirective("notify-keyspace-events", "Ex");
  redis_.Command("SET", "k", "v", "EX", 3600);
  Connection subscriber = server_.Connect();
  subscriber.Command("SUBSCRIBE", "__keyevent@0__:expired");
  Enter(server_, Expired()).Leave();
  EXPECT_EQ(InfoField("stats", "expired_keys"), 1);
  // The subscription's message comes in place of an answer.
  const Reply message = subscriber.Command("PING");
  EXPECT_EQ(message.array().back().string(), "k") << message;
}

TEST_F(KeysTest, ExpiredDoesNothingWhereNoKeyHasATtl) {
  Write(3, "lasting");
  Enter(server_, Expired()).Leave();
  EXPECT_EQ(Keys(), 3);
}

TEST_F(KeysTest, ExpiredKeepsWhatIsWrittenAfterwards) {
  redis_.Command("SET", "k", "old", "EX", 3600);
  StateGuard expired = Enter(server_, Expired());
  redis_.Command("SET", "k", "new", "EX", 3600);
  EXPECT_NO_THROW(expired.Leave());
  EXPECT_THAT(redis_.Command("GET", "k"), IsString("new"));
}

TEST_F(KeysTest, ExpiredGivesRedissWordsWhereItIsRefused) {
  redis_.Command("SET", "k", "old", "EX", 3600);
  const StateGuard replica = Enter(server_, ReadOnly());
  EXPECT_THAT(ErrorOf<StateError>([&] { const auto expired = Enter(server_, Expired()); }),
              StartsWith("redis refuses PEXPIRE: READONLY"));
}

}  // namespace
}  // namespace gtest_redis
