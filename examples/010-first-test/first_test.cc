#include <gtest_redis/gtest_redis.h>

using namespace gtest_redis;

const char kAlert[] = R"({"source": "prometheus", "name": "HighLoad"})";
const char kOther[] = R"({"source": "prometheus", "name": "DiskFull"})";

class GatewayTest : public RedisTest {  // an empty database for every test
 protected:
  Service gateway = StartService({ALERT_GATEWAY, "--listen", "{listen}", "--redis", "{redis}"});
};

TEST_F(GatewayTest, AnswersUnavailableWhileRedisIsFull) {
  EXPECT_THAT(gateway.Post("/api/v1/signals", kAlert), HasStatus(201));  // created
  EXPECT_THAT(gateway.Post("/api/v1/signals", kAlert), HasStatus(202));  // a duplicate
  {
    auto full = Enter(OutOfMemory());  // a real one; undone at the end of this scope
    EXPECT_THAT(redis().Command("SET", "key", "value"), IsRedisError("OOM"));
    EXPECT_THAT(gateway.Post("/api/v1/signals", kOther), HasStatus(503));
  }
  EXPECT_THAT(gateway.Post("/api/v1/signals", kOther), HasStatus(201));  // and it recovers
}
