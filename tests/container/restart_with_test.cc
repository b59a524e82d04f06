#include "container/container_fixture.h"
#include "gtest_redis/fixture/redis_matchers.h"
#include "process/scratch_directory.h"
#include "server/container_engine.h"
#include "server/shared_server.h"

namespace gtest_redis {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::SizeIs;
using testing::ThrowsMessage;

class ContainerRestartWithTest : public ContainerNetworkTest {};

INSTANTIATE_TEST_SUITE_P(In, ContainerRestartWithTest,
                         testing::Values(ContainerNetwork::kHost, ContainerNetwork::kPublished),
                         [](const auto& network) {
                           return network.param == ContainerNetwork::kHost ? "HostNetwork"
                                                                           : "PublishedPort";
                         });

std::string MaxClients(RedisServer& server) {
  return server.Command("CONFIG", "GET", "maxclients").array().at(1).string();
}

TEST_P(ContainerRestartWithTest, MakesTheContainerAnewUnderItsNameAndAddress) {
  RedisServer server = RedisServer::Start(Options());
  const std::string url = server.url();
  const auto before = ContainersOf(getpid());
  const std::string usual = MaxClients(server);
  server.RestartWith({{"maxclients", "77"}});
  EXPECT_EQ(MaxClients(server), "77");
  EXPECT_EQ(server.url(), url);
  const auto after = ContainersOf(getpid());
  ASSERT_THAT(after, SizeIs(1));
  EXPECT_EQ(after[0].name, before.at(0).name);
  EXPECT_NE(after[0].id, before.at(0).id);
  server.Restart();
  EXPECT_EQ(MaxClients(server), "77");
  EXPECT_EQ(ContainersOf(getpid()).at(0).id, after[0].id) << "made anew without need";
  server.RestartWith({});
  EXPECT_EQ(MaxClients(server), usual);
}

TEST_P(ContainerRestartWithTest, SaysWhichDirectiveIsRefusedAndStartsAgain) {
  RedisServer server = RedisServer::Start(Options());
  EXPECT_THAT(
      [&] {
        server.RestartWith({{"no-such-directive", "x"}});
      },
      ThrowsMessage<ServerError>(
          AllOf(HasSubstr("before it answered PING;"), HasSubstr("no-such-directive"))));
  EXPECT_FALSE(server.running());
  server.Restart();
  EXPECT_EQ(server.Command("PING").string(), "PONG");
  EXPECT_THROW(server.RestartWith({{"no-such-directive", "x"}}), ServerError);
  server.RestartWith({{"maxclients", "77"}});
  EXPECT_EQ(MaxClients(server), "77");
  EXPECT_THAT(ContainersOf(getpid()), SizeIs(1));
}

TEST_P(ContainerRestartWithTest, LeavesItRunningWithADirectiveThatIsNotOpenToChange) {
  RedisServer server = RedisServer::Start(Options());
  server.Command("SET", "key", "value");
  EXPECT_THROW(server.RestartWith({{"port", "6379"}}), ServerError);
  EXPECT_THAT(server.Command("GET", "key"), IsString("value"));
}

TEST_F(ContainerTest, ThatIsSharedIsNotRestartedWithOtherDirectives) {
  RedisServer host = RedisServer::Start(InContainer());
  const ScratchDirectory scratch;
  const ProcessIdentity self = *ProcessIdentity::Of(getpid());
  SharedServer{host.url(),
               ContainersOf(getpid()).at(0).name,
               TheEngine().address().ToString(),
               host.executable(),
               self,
               self}
      .Write(scratch.File("shared"));
  RedisServer server = RedisServer::Share(scratch.File("shared"));
  std::string told;
  server.OnUnsupported([&](const UnsupportedError& error) { told = error.what(); });
  server.Command("SET", "key", "value");
  EXPECT_THROW(server.RestartWith({{"maxclients", "77"}}), UnsupportedError);
  EXPECT_THAT(told, HasSubstr("all programs of one ctest share it"));
  EXPECT_THAT(server.Command("GET", "key"), IsString("value"));
  server.RestartWith({});
  EXPECT_TRUE(server.Command("GET", "key").is_nil());
}

}  // namespace
}  // namespace gtest_redis
