// A container that may use little memory: the kernel kills it, as it kills a pod that goes over its
// limit.
#include <gtest_redis/gtest_redis.h>

namespace {

using namespace gtest_redis;
using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

const char kPath[] = "/api/v1/signals";

ServerOptions WithLittleMemory() {
  ServerOptions options;
  options.backend = Backend::kContainer;
  options.memory_limit = 64 << 20;
  return options;
}

// Skipped, with the reason, where there is no container engine.
class ContainerTest : public FreshRedisTest {
 protected:
  ContainerTest() : FreshRedisTest(WithLittleMemory()) {}

  Service gateway = StartService({ALERT_GATEWAY, "--listen", "{listen}", "--redis", "{redis}"});
};

TEST_F(ContainerTest, AnswersUnavailableWhenTheKernelHasKilledRedis) {
  EXPECT_THAT([this] { server().Command("SETRANGE", "key", 100 << 20, "more than there is"); },
              ThrowsMessage<ServerError>(HasSubstr("was killed by the kernel: out of memory")));
  EXPECT_THAT(gateway.Post(kPath, R"({"source": "a", "name": "b"})"), HasStatus(503));
  server().Restart();
  EXPECT_THAT(gateway.Post(kPath, R"({"source": "a", "name": "b"})"), HasStatus(201));
}

}  // namespace
