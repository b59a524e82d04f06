#include "container/container_fixture.h"

namespace gtest_redis {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::SizeIs;
using testing::ThrowsMessage;

TEST_F(ContainerTest, IsKilledByTheKernelAtItsMemoryLimit) {
  ServerOptions options = InContainer();
  options.memory_limit = 64 << 20;
  RedisServer server = RedisServer::Start(options);
  const std::string megabyte(1 << 20, 'x');
  std::string message;
  for (int i = 0; i < 200 && message.empty(); ++i) {
    try {
      server.Command("SET", i, megabyte);
    } catch (const Error& error) {
      message = error.what();
    }
  }
  EXPECT_THAT(message,
              HasSubstr("was killed by the kernel: out of memory (container limit 64 MB)"));
  EXPECT_FALSE(server.running());
  EXPECT_TRUE(server.died());
  server.Restart();
  EXPECT_EQ(server.Command("DBSIZE").integer(), 0);
  server.Kill();
  EXPECT_EQ(server.exit_reason(), "was killed by signal 9 (Killed)");
}

TEST_F(ContainerTest, ThatMayUseTooLittleMemorySaysWhatTheEngineSays) {
  ServerOptions options = InContainer();
  options.memory_limit = 1 << 20;
  EXPECT_THAT([&] { RedisServer::Start(options); },
              ThrowsMessage<ServerError>(AllOf(HasSubstr("cannot start container 'gtest-redis-"),
                                               HasSubstr("inimum memory limit"))));
}

TEST_F(ContainerTest, WhosePortIsTakenSaysWhatTheEngineSays) {
  RedisServer server = RedisServer::Start(InContainer(ContainerNetwork::kPublished));
  ContainerOptions options;
  options.name = "gtest-redis-" + std::to_string(getpid()) + "-second";
  options.image = server.executable();
  options.container_port = 6379;
  options.host_address = "127.0.0.1";
  options.host_port = server.port();
  const Container second = Container::Create(Engine::Find(), options);
  EXPECT_THAT([&] { second.Start(); },
              ThrowsMessage<EngineError>(HasSubstr("port is already allocated")));
  second.Remove();
}

TEST_F(ContainerTest, IsGivenTimeToSave) {
  ServerOptions options = InContainer();
  options.stop_grace = std::chrono::seconds(10);
  options.config = {{"save", "3600 1"}};
  RedisServer server = RedisServer::Start(options);
  server.Command("SET", "key", "value");
  server.Pause();
  server.Restart();
  EXPECT_EQ(server.Command("GET", "key").string(), "value");
}

TEST_F(ContainerTest, ThatWasRemovedBehindOurBackSaysSoAndIsMadeAnew) {
  RedisServer server = RedisServer::Start(InContainer());
  const std::string url = server.url();
  const auto containers = ContainersOf(getpid());
  ASSERT_THAT(containers, SizeIs(1));
  Container(Engine::Find(), containers[0].name).Remove();
  EXPECT_FALSE(server.running());
  EXPECT_THAT([&] { server.Command("PING"); },
              ThrowsMessage<ServerError>(HasSubstr(
                  "was removed by somebody else: the engine has no container 'gtest-redis-")));
  EXPECT_EQ(server.Log(), "");
  EXPECT_THAT([&] { server.Pause(); },
              ThrowsMessage<ServerError>(AllOf(HasSubstr("cannot pause container"),
                                               HasSubstr("with 404: No such container"))));
  server.Restart();
  EXPECT_EQ(server.url(), url);
  EXPECT_EQ(server.Command("PING").string(), "PONG");
}

TEST_F(ContainerTest, ThatIsNotRunningCannotBePaused) {
  RedisServer server = RedisServer::Start(InContainer());
  server.Kill();
  EXPECT_THAT([&] { server.Pause(); }, ThrowsMessage<ServerError>(HasSubstr("is not running")));
}

}  // namespace
}  // namespace gtest_redis
