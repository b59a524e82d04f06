#include "gtest_redis/state/cluster.h"

#include <filesystem>

#include "gtest_redis/fixture/redis_matchers.h"
#include "process/deadline.h"
#include "state_test.h"

namespace gtest_redis {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;
using testing::ThrowsMessage;

using Commands = std::vector<std::vector<std::string>>;

// Reads, writes and scripts, with keys of several slots.
const Commands& KeyedCommands() {
  static const auto* const commands =
      new Commands{{"GET", "a"},          {"SET", "b", "1"},
                   {"INCR", "c"},         {"DEL", "d"},
                   {"TTL", "e"},          {"LPUSH", "f", "x"},
                   {"EXISTS", "{tag}:g"}, {"EVAL", "return redis.call('GET', KEYS[1])", "1", "h"}};
  return *commands;
}

class ClusterTest : public StateTest {
 protected:
  /// That redis answers each of these with an error that begins so.
  void ExpectAnswer(const std::string& begin) {
    Connection redis = server_.Connect();
    for (const auto& command : KeyedCommands()) {
      EXPECT_THAT(redis.Execute(command).error_message(), StartsWith(begin)) << command[0];
    }
    EXPECT_THAT(redis.Command("PING"), IsString("PONG"));
  }

  void ExpectAsBefore(const std::string& url) {
    EXPECT_EQ(server_.url(), url);
    EXPECT_EQ(InfoField("cluster", "cluster_enabled"), 0);
    EXPECT_THAT(server_.Command("SET", "a", "1"), IsOk());
    EXPECT_THAT(Files(), IsEmpty());
  }

  /// What is in the server's directory that a fresh server has not.
  std::vector<std::string> Files() {
    std::vector<std::string> files;
    for (const auto& entry : std::filesystem::directory_iterator(server_.directory())) {
      const std::string name = entry.path().filename();
      if (name != "redis.conf" && name != "redis.log" && name != "redis.sock") {
        files.push_back(name);
      }
    }
    return files;
  }
};

TEST_F(ClusterTest, DownIsAnsweredToEveryKeyedCommand) {
  const std::string url = server_.url();
  StateGuard guard = Enter(server_, ClusterDown());
  ExpectAnswer("CLUSTERDOWN Hash slot not served");
  guard.Leave();
  ExpectAsBefore(url);
}

TEST_F(ClusterTest, MovedIsAnsweredToEveryKeyedCommandByAMaster) {
  const std::string url = server_.url();
  StateGuard guard = Enter(server_, Moved("192.0.2.1:6400"));
  ExpectAnswer("MOVED ");
  Connection redis = server_.Connect();
  EXPECT_EQ(redis.Command("GET", "foo").error_message(), "MOVED 12182 192.0.2.1:6400");
  EXPECT_EQ(redis.Command("ROLE").array().at(0).string(), "master");
  EXPECT_THAT(redis.Command("CLUSTER", "NODES").string(), HasSubstr("myself,master"));
  EXPECT_THAT(redis.Command("CLUSTER", "SLOTS").ToString(),
              StartsWith("[[(integer) 0, (integer) 16383, [\"192.0.2.1\", (integer) 6400"));
  EXPECT_THAT(redis.Command("CLUSTER", "INFO").string(), HasSubstr("cluster_state:ok"));
  EXPECT_THAT(redis.Command("MGET", "a", "b"), IsRedisError("CROSSSLOT"));
  guard.Leave();
  ExpectAsBefore(url);
}

TEST_F(ClusterTest, AskIsAnsweredToEveryKeyedCommand) {
  const std::string url = server_.url();
  StateGuard guard = Enter(server_, Ask("redis.example:6400"));
  ExpectAnswer("ASK ");
  EXPECT_EQ(server_.Command("GET", "foo").error_message(), "ASK 12182 redis.example:6400");
  guard.Leave();
  ExpectAsBefore(url);
}

// Whether connecting to "127.0.0.1:<port>" is refused.
bool IsRefused(const std::string& address) {
  try {
    const Connection connection("redis://" + address);
    return false;
  } catch (const ConnectionError& error) {
    return std::string(error.what()).find("refused") != std::string::npos;
  }
}

TEST_F(ClusterTest, RedirectsWhereNothingListensUnlessToldWhere) {
  for (const bool asks : {false, true}) {
    const StateGuard guard = asks ? Enter(server_, Ask()) : Enter(server_, Moved());
    const std::string message = server_.Command("GET", "foo").error_message();
    const std::string address = message.substr(message.rfind(' ') + 1);
    EXPECT_THAT(address, StartsWith("127.0.0.1:"));
    EXPECT_NE(address, "127.0.0.1:" + std::to_string(server_.port()));
    EXPECT_TRUE(IsRefused(address)) << message;
  }
}

TEST_F(ClusterTest, LeadsAServiceThatFollowsToTheOtherServer) {
  RedisServer other = RedisServer::Start();
  const std::string to = "127.0.0.1:" + std::to_string(other.port());
  const StateGuard guard = Enter(server_, Moved(to));
  const std::string message = server_.Command("SET", "key", "value").error_message();
  Connection redis("redis://" + message.substr(message.rfind(' ') + 1));
  EXPECT_THAT(redis.Command("SET", "key", "value"), IsOk());
  EXPECT_EQ(other.Command("ROLE").array().at(2).array().size(), 0U) << "it was replicated from";
}

class TryAgainTest : public ClusterTest {
 protected:
  void SetUp() override {
    if (!server_.AtLeast(7, 0)) GTEST_SKIP() << "Redis before 7.0 answers ASK";
  }
};

TEST_F(TryAgainTest, IsAnsweredWhereOneKeyIsThereAndAnotherIsNot) {
  redis_.Command("SET", "{user:1}:name", "Ada");
  redis_.Command("SET", "{user:1}:mail", "ada@example.org", "EX", 1000);
  const std::string url = server_.url();
  StateGuard guard = Enter(server_, TryAgain("192.0.2.1:6400"));
  Connection redis = server_.Connect();
  EXPECT_EQ(redis.Command("MGET", "{user:1}:name", "{user:1}:city").error_message(),
            "TRYAGAIN Multiple keys request during rehashing of slot");
  EXPECT_THAT(redis.Command("MSET", "{user:1}:name", "Bea", "{user:1}:city", "x"),
              IsRedisError("TRYAGAIN"));
  EXPECT_EQ(redis.Command("MGET", "{user:1}:name", "{user:1}:mail").ToString(),
            "[\"Ada\", \"ada@example.org\"]");
  EXPECT_GT(redis.Command("TTL", "{user:1}:mail").integer(), 900);
  EXPECT_THAT(redis.Command("SET", "{user:1}:city", "x"), IsRedisError("ASK"));
  guard.Leave();
  EXPECT_THAT(server_.Command("DBSIZE"), IsInteger(0));
  ExpectAsBefore(url);
}

TEST_F(TryAgainTest, EndsWhenItsKeyIsDeleted) {
  StateGuard guard = Enter(server_, TryAgain());
  guard.Check();
  server_.Command("DEL", "gtest-redis:{try-again}:here");
  EXPECT_THAT([&] { guard.Leave(); },
              ThrowsMessage<StateError>(HasSubstr("MGET was answered '(error) ASK")));
}

TEST(TryAgainVersionTest, IsUnsupportedBefore7) {
  RedisServer server = RedisServer::Start();
  if (server.AtLeast(7, 0)) GTEST_SKIP() << "this is Redis 7.0 or newer";
  server.Command("SET", "key", "value");
  EXPECT_THAT([&] { auto guard = Enter(server, TryAgain()); },
              ThrowsMessage<UnsupportedError>(HasSubstr("needs Redis 7.0")));
  EXPECT_THAT(server.Command("DBSIZE"), IsInteger(1));
}

TEST_F(ClusterTest, EndsWhenSomebodyGivesItSlots) {
  StateGuard guard = Enter(server_, ClusterDown());
  guard.Check();
  Commands slots;
  for (int slot = 0; slot < 16384; ++slot) {
    slots.push_back({"CLUSTER", "ADDSLOTS", std::to_string(slot)});
  }
  // Redis writes its nodes.conf only once for all.
  slots.insert(slots.begin(), {"MULTI"});
  slots.push_back({"EXEC"});
  server_.Pipeline(slots);
  EXPECT_TRUE(WaitUntil(Deadline(std::chrono::seconds(10)),
                        [&] { return !server_.Command("GET", "key").is_error(); }));
  EXPECT_THAT(
      [&] { guard.Leave(); },
      ThrowsMessage<StateError>(HasSubstr("GET was answered '(nil)', and not CLUSTERDOWN")));
  EXPECT_EQ(InfoField("cluster", "cluster_enabled"), 0);
}

TEST_F(ClusterTest, EndsConnectionsWhenItIsEnteredAndLeft) {
  {
    const StateGuard guard = Enter(server_, Moved());
    EXPECT_FALSE(redis_.alive());
    redis_ = server_.Connect();
  }
  EXPECT_FALSE(redis_.alive());
}

TEST_F(ClusterTest, RestoresTheDirectivesOfRestartWith) {
  server_.RestartWith({{"maxclients", "77"}});
  {
    const StateGuard guard = Enter(server_, Ask());
    EXPECT_EQ(Directive("maxclients"), "77");
  }
  EXPECT_EQ(Directive("maxclients"), "77");
}

TEST_F(ClusterTest, DoesNotChangeAServerThatCannotBeANode) {
  server_.RestartWith({{"replicaof", "127.0.0.1 1"}});
  EXPECT_THAT([&] { auto guard = Enter(server_, Moved()); },
              ThrowsMessage<ServerError>(HasSubstr("not allowed in cluster mode")));
  EXPECT_EQ(server_.Command("ROLE").array().at(0).string(), "slave");
  EXPECT_THAT(Files(), IsEmpty());
}

TEST(ClusterDatabaseTest, IsRefusedForAServiceThatWouldFailAtSelect) {
  ServerOptions options;
  options.database = 2;
  RedisServer server = RedisServer::Start(options);
  const int pid = server.pid();
  EXPECT_THAT([&] { auto guard = Enter(server, Moved()); },
              ThrowsMessage<StateError>(
                  AllOf(HasSubstr("database is '2'"), HasSubstr("use ServerOptions::database 0"))));
  EXPECT_EQ(server.pid(), pid);
}

TEST(ClusterPasswordTest, GoesWithAPassword) {
  ServerOptions options;
  options.password = "secret";
  RedisServer server = RedisServer::Start(options);
  const StateGuard guard = Enter(server, Moved());
  EXPECT_THAT(server.Command("GET", "key"), IsRedisError("MOVED"));
}

TEST(ClusterAddressTest, IsHostAndPort) {
  for (const char* good : {"127.0.0.1:1", "redis-2.example_x:65535", "::1:6379"}) {
    EXPECT_NO_THROW(Moved{good}) << good;
  }
  for (const char* bad : {"127.0.0.1", ":6379", "host:", "host:0", "host:65536", "host:6x",
                          "ho st:6379", "host@1:6379", "host,x:6379", "host\n:6379"}) {
    EXPECT_THAT(
        [&] { Ask{bad}; },
        ThrowsMessage<StateError>(HasSubstr("'ask' cannot redirect to '" + std::string(bad) + "'")))
        << bad;
  }
  EXPECT_THROW(Moved{std::string(46, 'x') + ":6379"}, StateError);
}

}  // namespace
}  // namespace gtest_redis
