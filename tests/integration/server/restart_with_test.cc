#include <gmock/gmock.h>

#include "gtest_redis/server/redis_server.h"
#include "process/environment_variable.h"
#include "process/scratch_directory.h"

namespace gtest_redis {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;
using testing::ThrowsMessage;

std::string Directive(RedisServer& server, const std::string& name) {
  return server.Command("CONFIG", "GET", name).array().at(1).string();
}

TEST(RestartWithTest, GivesTheServerOtherDirectivesAtTheSameAddress) {
  RedisServer server = RedisServer::Start();
  const std::string url = server.url();
  server.Command("SET", "key", "value");
  server.RestartWith({{"maxclients", "77"}, {"timeout", "9"}});
  EXPECT_EQ(Directive(server, "maxclients"), "77");
  EXPECT_EQ(Directive(server, "timeout"), "9");
  EXPECT_EQ(server.url(), url);
  EXPECT_EQ(Connection(url).Command("PING").string(), "PONG");
  EXPECT_TRUE(server.Command("GET", "key").is_nil());
  EXPECT_FALSE(server.died());
}

TEST(RestartWithTest, KeepsThemUntilTheNextOne) {
  RedisServer server = RedisServer::Start();
  const std::string timeout = Directive(server, "timeout");
  server.RestartWith({{"maxclients", "77"}, {"timeout", "9"}});
  server.Restart();
  EXPECT_EQ(Directive(server, "maxclients"), "77");
  server.RestartWith({{"maxclients", "78"}});
  EXPECT_EQ(Directive(server, "maxclients"), "78");
  EXPECT_EQ(Directive(server, "timeout"), timeout);
  EXPECT_THAT(server.extra_config(), ElementsAre(Pair("maxclients", "78")));
  server.RestartWith({});
  EXPECT_NE(Directive(server, "maxclients"), "78");
  EXPECT_TRUE(server.extra_config().empty());
}

TEST(RestartWithTest, PutsThemAboveThoseOfTheOptionsInEitherCase) {
  ServerOptions options;
  options.config = {{"maxclients", "50"}, {"timeout", "9"}};
  RedisServer server = RedisServer::Start(options);
  server.RestartWith({{"MaxClients", "77"}});
  EXPECT_EQ(Directive(server, "maxclients"), "77");
  EXPECT_EQ(Directive(server, "timeout"), "9");
  server.RestartWith({});
  EXPECT_EQ(Directive(server, "maxclients"), "50");
}

TEST(RestartWithTest, SaysWhichDirectiveRedisRefuses) {
  RedisServer server = RedisServer::Start();
  server.RestartWith({{"maxclients", "77"}});
  EXPECT_THAT(
      [&] {
        server.RestartWith({{"maxclients", "many"}});
      },
      ThrowsMessage<ServerError>(
          AllOf(HasSubstr("before it answered PING;"), HasSubstr("maxclients many"))));
  EXPECT_FALSE(server.running());
  EXPECT_FALSE(server.died()) << "it was ended on purpose";
  EXPECT_THAT(server.extra_config(), ElementsAre(Pair("maxclients", "77")));
}

TEST(RestartWithTest, ThatWasRefusedLeavesThoseFromBeforeForARestart) {
  RedisServer server = RedisServer::Start();
  server.RestartWith({{"maxclients", "77"}});
  EXPECT_THROW(server.RestartWith({{"no-such-directive", "x"}}), ServerError);
  server.Restart();
  EXPECT_EQ(Directive(server, "maxclients"), "77");
  EXPECT_THROW(server.RestartWith({{"no-such-directive", "x"}}), ServerError);
  server.RestartWith({});
  EXPECT_NE(Directive(server, "maxclients"), "77");
}

TEST(RestartWithTest, DoesNotEndTheServerForADirectiveThatIsNotOpenToChange) {
  RedisServer server = RedisServer::Start();
  const int pid = server.pid();
  EXPECT_THAT(
      [&] {
        server.RestartWith({{"Port", "6379"}});
      },
      ThrowsMessage<ServerError>(HasSubstr("'Port' is not open to change")));
  EXPECT_EQ(server.pid(), pid);
  EXPECT_EQ(server.Command("PING").string(), "PONG");
}

TEST(RestartWithTest, StartsAServerThatIsPausedOrDead) {
  RedisServer server = RedisServer::Start();
  server.Pause();
  server.RestartWith({{"maxclients", "77"}});
  EXPECT_EQ(Directive(server, "maxclients"), "77");
  server.Kill();
  server.RestartWith({});
  EXPECT_NE(Directive(server, "maxclients"), "77");
}

TEST(RestartWithTest, IsNotForSomebodyElsesServer) {
  const ScratchDirectory state;
  const EnvironmentVariable state_home("XDG_STATE_HOME", state.path());
  RedisServer host = RedisServer::Start();
  const int pid = host.pid();
  RedisServer server = RedisServer::Attach(host.url());
  std::string told;
  server.OnUnsupported([&](const UnsupportedError& error) { told = error.what(); });
  EXPECT_THROW(server.RestartWith({{"maxclients", "77"}}), UnsupportedError);
  EXPECT_THAT(told, AllOf(HasSubstr("with other directives"), HasSubstr("run by somebody else")));
  EXPECT_EQ(host.pid(), pid);
  EXPECT_EQ(server.Command("PING").string(), "PONG");
}

}  // namespace
}  // namespace gtest_redis
