#include "container/container_fixture.h"
#include "engine/host_network.h"
#include "process/scratch_directory.h"

namespace gtest_redis {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::ThrowsMessage;

std::string Config(RedisServer& server, const std::string& name) {
  return server.Command("CONFIG", "GET", name).array().at(1).string();
}

TEST_F(ContainerTest, TakesEveryDirective) {
  ServerOptions options = InContainer();
  options.maxmemory = "5mb";
  options.maxmemory_policy = "allkeys-lru";
  options.database = 20;
  options.config = {
      {"save", "3600 1\n300 100"}, {"proc-title-template", R"("a \" b")"}, {"hz", "17"}};
  if (RedisServer::Start(InContainer()).AtLeast(7, 0)) {
    RedisServer server = RedisServer::Start(options);
    EXPECT_EQ(Config(server, "maxmemory"), "5242880");
    EXPECT_EQ(Config(server, "maxmemory-policy"), "allkeys-lru");
    EXPECT_EQ(Config(server, "save"), "3600 1 300 100");
    EXPECT_EQ(Config(server, "proc-title-template"), "a \" b");
    EXPECT_EQ(Config(server, "hz"), "17");
    EXPECT_EQ(server.database(), 20);
  }
}

TEST_F(ContainerTest, IsWithoutPersistenceByDefault) {
  RedisServer server = RedisServer::Start(InContainer());
  EXPECT_EQ(Config(server, "save"), "");
  EXPECT_EQ(Config(server, "appendonly"), "no");
}

TEST_F(ContainerTest, KeepsItsDataOverARestartWhereItIsToldTo) {
  ServerOptions options = InContainer();
  options.config = {{"appendonly", "yes"}, {"appendfsync", "always"}};
  RedisServer server = RedisServer::Start(options);
  server.Command("SET", "key", "value");
  server.Restart();
  EXPECT_EQ(server.Command("GET", "key").string(), "value");
}

TEST_F(ContainerTest, HasAPassword) {
  ServerOptions options = InContainer();
  options.password = "a \"b\\ $c\x01\xc3\xa9'";
  RedisServer server = RedisServer::Start(options);
  EXPECT_EQ(server.Command("PING").string(), "PONG");
  Url stranger = Url::Parse(server.url());
  stranger.password = "";
  EXPECT_EQ(Connection(stranger).Command("PING").error_code(), "NOAUTH");
}

TEST_F(ContainerTest, ReadsAConfigurationFile) {
  const ScratchDirectory directory;
  ServerOptions options = InContainer();
  options.config_file = directory.Write("my.conf", "# mine\nport 1\nmaxmemory 9mb\nhz 20\n");
  options.config = {{"hz", "30"}};
  RedisServer server = RedisServer::Start(options);
  EXPECT_EQ(Config(server, "maxmemory"), "9437184");
  EXPECT_EQ(Config(server, "hz"), "30");
}

TEST_F(ContainerTest, ReadsAndWritesACopyOfAnAclFile) {
  const ScratchDirectory directory;
  const std::string text = "user default on nopass ~* &* +@all\nuser worker on >secret ~w:* +get\n";
  ServerOptions options = InContainer();
  options.acl_file = directory.Write("users.acl", text);
  RedisServer server = RedisServer::Start(options);
  Url worker = Url::Parse(server.url());
  worker.user = "worker";
  worker.password = "secret";
  Connection connection(worker);
  EXPECT_TRUE(connection.Command("GET", "w:1").is_nil());
  EXPECT_EQ(connection.Command("GET", "x:1").error_code(), "NOPERM");
  EXPECT_FALSE(server.Command("ACL", "SETUSER", "more", "on").is_error());
  EXPECT_EQ(server.Command("ACL", "SAVE").error_message(), "");
  EXPECT_EQ(directory.Read("users.acl"), text);
}

TEST_F(ContainerTest, ThatCannotReadItsFilesIsNotMade) {
  ServerOptions options = InContainer();
  options.config_file = "/nowhere/my.conf";
  EXPECT_THAT([&] { RedisServer::Start(options); },
              ThrowsMessage<ServerError>(HasSubstr("cannot read '/nowhere/my.conf'")));
}

TEST_F(ContainerTest, ThatRefusesItsConfigurationSaysSoWithItsLog) {
  ServerOptions options = InContainer();
  options.config = {{"maxmemory-policy", "sometimes"}};
  EXPECT_THAT([&] { RedisServer::Start(options); },
              ThrowsMessage<ServerError>(
                  AllOf(HasSubstr("exited with status 1 before it answered PING"),
                        HasSubstr("its log ends:"), HasSubstr("'maxmemory-policy sometimes'"))));
  options.config = {{"port", "1"}};
  EXPECT_THAT([&] { RedisServer::Start(options); },
              ThrowsMessage<ServerError>(HasSubstr("'port' is not open to change")));
}

TEST_F(ContainerTest, InTheHostNetworkListensOnLoopbackOnly) {
  if (!WhyNotHostNetwork(Engine::Find()).empty()) GTEST_SKIP() << "the network is not shared";
  RedisServer server = RedisServer::Start(InContainer());
  EXPECT_EQ(Config(server, "bind"), "127.0.0.1");
  EXPECT_EQ(Config(server, "port"), std::to_string(server.port()));
}

}  // namespace
}  // namespace gtest_redis
