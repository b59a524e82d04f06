#include <csignal>
#include <set>

#include "container/container_fixture.h"
#include "process/child.h"
#include "process/deadline.h"
#include "process/scratch_directory.h"

namespace gtest_redis {
namespace {

using std::chrono::milliseconds;
using testing::AllOf;
using testing::HasSubstr;
using testing::SizeIs;
using testing::StartsWith;
using testing::ThrowsMessage;

INSTANTIATE_TEST_SUITE_P(In, ContainerNetworkTest,
                         testing::Values(ContainerNetwork::kHost, ContainerNetwork::kPublished),
                         [](const auto& network) {
                           return network.param == ContainerNetwork::kHost ? "HostNetwork"
                                                                           : "PublishedPort";
                         });

TEST_P(ContainerNetworkTest, AnswersAsSoonAsItHasStarted) {
  RedisServer server = RedisServer::Start(Options());
  EXPECT_EQ(server.backend(), Backend::kContainer);
  EXPECT_TRUE(server.running());
  EXPECT_EQ(server.exit_reason(), "");
  EXPECT_EQ(server.Connect().Command("PING").string(), "PONG");
  EXPECT_EQ(server.host(), "127.0.0.1");
  EXPECT_EQ(server.unix_socket(), "");
  EXPECT_EQ(server.directory(), "");
}

TEST_P(ContainerNetworkTest, KeepsItsAddressOverARestart) {
  RedisServer server = RedisServer::Start(Options());
  const std::string url = server.url();
  server.Command("SET", "key", "value");
  server.Restart();
  EXPECT_EQ(server.url(), url);
  EXPECT_TRUE(server.Command("GET", "key").is_nil());
  EXPECT_THAT(ContainersOf(getpid()), SizeIs(1));
}

TEST_P(ContainerNetworkTest, IsRefusedWhileItIsKilled) {
  RedisServer server = RedisServer::Start(Options());
  Connection before = server.Connect();
  server.Kill();
  EXPECT_FALSE(server.running());
  EXPECT_EQ(server.exit_reason(), "was killed by signal 9 (Killed)");
  EXPECT_THROW(before.Command("PING"), ConnectionError);
  EXPECT_TRUE(Refuses(server));
  EXPECT_THAT([&] { server.Command("PING"); },
              ThrowsMessage<ServerError>(AllOf(HasSubstr("was killed by signal 9 (Killed)"),
                                               HasSubstr("Restart() starts it again"))));
  server.Restart();
  EXPECT_EQ(server.Command("PING").string(), "PONG");
}

// The answer, or what became of it instead.
std::string Ping(RedisServer& server) {
  try {
    return server.Command("PING").string();
  } catch (const Error& error) {
    return error.what();
  }
}

TEST_P(ContainerNetworkTest, TakesConnectionsAndDoesNotAnswerWhileItIsPaused) {
  RedisServer server = RedisServer::Start(Options());
  Connection connection = server.Connect({milliseconds(1000), milliseconds(50)});
  server.Pause();
  server.Pause();
  EXPECT_TRUE(server.running());
  EXPECT_THROW(connection.Command("PING"), ConnectionError);
  server.Resume();
  EXPECT_EQ(Ping(server), "PONG") << "resumed";
  server.Pause();
  server.Restart();
  EXPECT_EQ(Ping(server), "PONG") << "restarted while it was paused";
}

TEST_P(ContainerNetworkTest, ThatEndsByItselfTellsHow) {
  RedisServer server = RedisServer::Start(Options());
  EXPECT_THAT(
      [&] { server.Command("SHUTDOWN", "NOSAVE"); },
      ThrowsMessage<ServerError>(AllOf(HasSubstr("exited with status 0"), HasSubstr("bye bye"))));
  EXPECT_TRUE(server.died());
}

TEST_P(ContainerNetworkTest, IsNotSharedWithTheNextServer) {
  RedisServer one = RedisServer::Start(Options());
  RedisServer other = RedisServer::Start(Options());
  EXPECT_NE(one.url(), other.url());
  one.Command("SET", "key", "value");
  EXPECT_TRUE(other.Command("GET", "key").is_nil());
}

TEST_F(ContainerTest, HasALogWithBothStreams) {
  RedisServer server = RedisServer::Start(InContainer());
  // The engine collects it in its own time.
  EXPECT_TRUE(WaitUntil(Deadline(std::chrono::seconds(10)), [&] {
    return server.Log().find("Ready to accept connections") != std::string::npos;
  })) << server.Log();
  EXPECT_LE(server.Log(60).size(), 60U);
}

TEST_F(ContainerTest, IsLabelled) {
  RedisServer server = RedisServer::Start(InContainer());
  const auto containers = ContainersOf(getpid());
  ASSERT_THAT(containers, SizeIs(1));
  EXPECT_THAT(containers[0].name, StartsWith("gtest-redis-" + std::to_string(getpid()) + "-"));
  EXPECT_EQ(containers[0].labels.at("org.gtest-redis"), "1");
  for (const char* label : {"pid", "host", "created", "program"}) {
    EXPECT_EQ(containers[0].labels.count(std::string("org.gtest-redis.") + label), 1U) << label;
  }
}

TEST_F(ContainerTest, HasTheProcessIdThatThisMachineKnows) {
  RedisServer server = RedisServer::Start(InContainer());
  if (server.pid() < 0) GTEST_SKIP() << "the engine's processes are not provably this machine's";
  ASSERT_EQ(kill(server.pid(), SIGKILL), 0);
  EXPECT_TRUE(WaitUntil(Deadline(std::chrono::seconds(10)), [&] { return !server.running(); }));
  EXPECT_EQ(server.exit_reason(), "was killed by signal 9 (Killed)");
  EXPECT_EQ(server.pid(), -1);
}

// Started as a program of its own by the test below.
TEST(ContainerVictim, DISABLED_WaitsToBeKilled) {
  RedisServer server = RedisServer::Start(InContainer());
  const Deadline deadline(std::chrono::seconds(60));
  WaitUntil(deadline, [] { return false; });
}

TEST_F(ContainerTest, IsGoneTwoSecondsAfterItsProgramWasKilled) {
  const ScratchDirectory directory;
  Child victim = Child::Start(
      {{"/proc/self/exe", "--gtest_also_run_disabled_tests", "--gtest_filter=ContainerVictim.*"},
       {},
       "",
       directory.File("log")});
  const pid_t pid = victim.pid();
  const auto runs = [pid] {
    const auto containers = ContainersOf(pid);
    return !containers.empty() && containers[0].state == "running";
  };
  ASSERT_TRUE(WaitUntil(Deadline(std::chrono::seconds(20)), runs)) << directory.Read("log");
  victim.Signal(SIGKILL);
  EXPECT_TRUE(
      WaitUntil(Deadline(std::chrono::seconds(2)), [pid] { return ContainersOf(pid).empty(); }));
}

TEST_F(ContainerTest, IsNotRemovedByAForkOfItsProgram) {
  RedisServer server = RedisServer::Start(InContainer());
  EXPECT_EXIT(
      {
        RedisServer copy = std::move(server);
        { const RedisServer end = std::move(copy); }
        std::_Exit(0);
      },
      testing::ExitedWithCode(0), "");
  EXPECT_EQ(server.Command("PING").string(), "PONG");
}

}  // namespace
}  // namespace gtest_redis
