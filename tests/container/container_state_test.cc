#include "container/container_fixture.h"
#include "gtest_redis/state/ending.h"

namespace gtest_redis {
namespace {

using testing::HasSubstr;

// The states that only a container enters in its own way.
TEST_F(ContainerTest, KilledByTheKernelIsStartedAgainWithoutALimit) {
  RedisServer server = RedisServer::Start(InContainer());
  const std::string url = server.url();
  StateGuard killed = Enter(server, OomKilled());
  EXPECT_EQ(server.exit_reason(), "was killed by the kernel: out of memory");
  EXPECT_FALSE(server.died());
  EXPECT_TRUE(Refuses(server));
  killed.Check();
  killed.Leave();
  EXPECT_EQ(server.url(), url);
  EXPECT_EQ(server.Command("SETRANGE", "key", 300 << 20, "x").integer(), (300 << 20) + 1);
}

TEST_F(ContainerTest, KilledByTheKernelHasTheLimitOfItsOptionsAfterwards) {
  ServerOptions options = InContainer();
  options.memory_limit = 128 << 20;
  RedisServer server = RedisServer::Start(options);
  Enter(server, OomKilled()).Leave();
  EXPECT_EQ(server.Command("SETRANGE", "small", 32 << 20, "x").integer(), (32 << 20) + 1);
  EXPECT_THROW(server.Command("SETRANGE", "large", 256 << 20, "x"), Error);
  EXPECT_THAT(server.exit_reason(), HasSubstr("(container limit 128 MB)"));
  EXPECT_TRUE(server.died());
}

TEST_F(ContainerTest, MemoryLimitIsLiftedFromARunningContainer) {
  RedisServer server = RedisServer::Start(InContainer());
  server.LimitMemory(2 << 20);
  server.LiftMemoryLimit();
  EXPECT_EQ(server.Command("SETRANGE", "key", 300 << 20, "x").integer(), (300 << 20) + 1);
  EXPECT_EQ(server.exit_reason(), "");
}

TEST_F(ContainerTest, HasNoAddressSpaceToLimit) {
  RedisServer server = RedisServer::Start(InContainer());
  EXPECT_THAT([&] { const StateGuard aborted = Enter(server, AllocatorAbort()); },
              testing::ThrowsMessage<UnsupportedError>(
                  HasSubstr("needs an own process, and this is the back end 'container'")));
  EXPECT_TRUE(server.running());
}

}  // namespace
}  // namespace gtest_redis
