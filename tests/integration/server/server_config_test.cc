#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "gtest_redis/server/redis_server.h"
#include "server/start_error.h"

namespace gtest_redis {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

ServerOptions WithDirective(const std::string& name, const std::string& value) {
  ServerOptions options;
  options.config[name] = value;
  return options;
}

std::string Directive(RedisServer& server, const std::string& name) {
  return server.Command("CONFIG", "GET", name).array().at(1).string();
}

TEST(ServerConfigTest, TakesAnyDirective) {
  ServerOptions options;
  options.maxmemory = "64mb";
  options.maxmemory_policy = "allkeys-lfu";
  options.config = {{"hz", "50"}, {"save", "3600 1 300 100"}, {"notify-keyspace-events", "\"Ex\""}};
  RedisServer server = RedisServer::Start(options);
  EXPECT_EQ(Directive(server, "maxmemory"), "67108864");
  EXPECT_EQ(Directive(server, "maxmemory-policy"), "allkeys-lfu");
  EXPECT_EQ(Directive(server, "hz"), "50");
  EXPECT_EQ(Directive(server, "save"), "3600 1 300 100");
  EXPECT_EQ(Directive(server, "notify-keyspace-events"), "xE");
}

TEST(ServerConfigTest, WinsOverWhatTheLibrarySets) {
  RedisServer server = RedisServer::Start(WithDirective("appendonly", "yes"));
  EXPECT_EQ(Directive(server, "appendonly"), "yes");
}

TEST(ServerConfigTest, RepeatsADirectiveForEachLineOfItsValue) {
  RedisServer server = RedisServer::Start(
      WithDirective("client-output-buffer-limit", "normal 1000000 0 0\npubsub 2000000 0 0"));
  EXPECT_THAT(Directive(server, "client-output-buffer-limit"),
              AllOf(HasSubstr("normal 1000000 0 0"), HasSubstr("pubsub 2000000 0 0")));
}

TEST(ServerConfigTest, TakesAnEmptyValueForTheEmptyString) {
  RedisServer server = RedisServer::Start(WithDirective("save", ""));
  EXPECT_EQ(Directive(server, "save"), "");
}

TEST(ServerConfigTest, KeepsWhereItListensAndLivesToItself) {
  for (const char* name : {"port", "bind", "unixsocket", "unixsocketperm", "dir", "daemonize",
                           "logfile", "PORT", "Dir"}) {
    EXPECT_THAT(StartError(WithDirective(name, "1")),
                AllOf(HasSubstr("the directive '" + std::string(name) + "' is not open to change"),
                      HasSubstr("RedisServer::url()")));
  }
}

TEST(ServerConfigTest, RefusesWhatCannotBeADirective) {
  EXPECT_THAT(StartError(WithDirective("", "1")), HasSubstr("'' is no directive of redis.conf"));
  EXPECT_THAT(StartError(WithDirective("hz 10", "1")), HasSubstr("'hz 10' is no directive"));
  EXPECT_THAT(StartError(WithDirective("hz\nport", "1")), HasSubstr("is no directive"));
}

TEST(ServerConfigTest, ShowsRedissOwnWordsForAnUnknownDirective) {
  EXPECT_THAT(StartError(WithDirective("no-such-directive", "1")),
              AllOf(HasSubstr("exited with status 1 before it answered PING"),
                    HasSubstr("'no-such-directive 1'"), HasSubstr("Bad directive")));
}

TEST(ServerConfigTest, ShowsRedissOwnWordsForAnInvalidValue) {
  EXPECT_THAT(StartError(WithDirective("appendfsync", "sometimes")),
              AllOf(HasSubstr("'appendfsync sometimes'"), HasSubstr("argument(s) must be one of")));
  ServerOptions memory;
  memory.maxmemory = "lots";
  EXPECT_THAT(StartError(memory), AllOf(HasSubstr("'maxmemory lots'"), HasSubstr("memory value")));
  ServerOptions policy;
  policy.maxmemory_policy = "never";
  EXPECT_THAT(StartError(policy), HasSubstr("'maxmemory-policy never'"));
}

class ServerPasswordTest : public ::testing::TestWithParam<std::string> {};

TEST_P(ServerPasswordTest, IsAskedForAndCarriedByUrlAndConnect) {
  ServerOptions options;
  options.password = GetParam();
  RedisServer server = RedisServer::Start(options);
  EXPECT_EQ(server.Command("PING").string(), "PONG");
  EXPECT_EQ(server.Connect().Command("PING").string(), "PONG");
  EXPECT_EQ(Connection(server.url()).Command("PING").string(), "PONG");
  EXPECT_EQ(Url::Parse(server.url()).password, GetParam());
  Connection stranger("redis://127.0.0.1:" + std::to_string(server.port()));
  EXPECT_EQ(stranger.Command("PING").error_code(), "NOAUTH");
  server.Restart();
  EXPECT_EQ(server.Command("PING").string(), "PONG");
}

INSTANTIATE_TEST_SUITE_P(Passwords, ServerPasswordTest,
                         ::testing::Values("secret", "with space", "quo\"te's", "back\\slash",
                                           "new\nline", "p@ss:w/rd%", "\xc3\xa4\x01", "#"));

TEST(ServerDatabaseTest, IsTheOneThatUrlAndConnectUse) {
  ServerOptions options;
  options.database = 2;
  RedisServer server = RedisServer::Start(options);
  EXPECT_EQ(server.database(), 2);
  EXPECT_THAT(server.url(), ::testing::EndsWith("/2"));
  server.Connect().Command("SET", "k", "v");
  EXPECT_EQ(Connection(server.url()).Command("GET", "k").string(), "v");
  EXPECT_EQ(server.Command("DBSIZE").integer(), 1);
  Connection connection = server.Connect();
  connection.Select(0);
  EXPECT_EQ(connection.Command("DBSIZE").integer(), 0);
}

TEST(ServerDatabaseTest, MayLieBeyondRedissDefaultNumber) {
  ServerOptions options;
  options.database = 20;
  RedisServer server = RedisServer::Start(options);
  EXPECT_TRUE(server.Connect().Command("SET", "k", "v").is_ok());
  EXPECT_EQ(Directive(server, "databases"), "21");
}

TEST(ServerDatabaseTest, CannotBeNegative) {
  ServerOptions options;
  options.database = -1;
  EXPECT_THAT(StartError(options), HasSubstr("database '-1'"));
}

}  // namespace
}  // namespace gtest_redis
