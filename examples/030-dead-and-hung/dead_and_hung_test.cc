// Redis killed and restarted, and Redis that accepts connections but never answers.
#include <gtest_redis/gtest_redis.h>

namespace {

using namespace gtest_redis;

const char kPath[] = "/api/v1/signals";

class DeadAndHungTest : public RedisTest {
 protected:
  Service gateway = StartService({ALERT_GATEWAY, "--listen", "{listen}", "--redis", "{redis}"});
};

TEST_F(DeadAndHungTest, AnswersUnavailableWhileRedisIsDead) {
  server().Kill();
  EXPECT_THAT(gateway.Post(kPath, R"({"source": "a", "name": "b"})"), HasStatus(503));
  server().Restart();  // At the same address.
  EXPECT_THAT(gateway.Post(kPath, R"({"source": "a", "name": "b"})"), HasStatus(201));
}

TEST_F(DeadAndHungTest, AnswersUnavailableWithinItsDeadlineWhileRedisHangs) {
  server().Pause();
  HttpRequest request;
  request.method = "POST";
  request.target = kPath;
  request.body = R"({"source": "a", "name": "b"})";
  request.timeout = std::chrono::seconds(2);  // The gateway promises one second.
  EXPECT_THAT(gateway.Request(request), HasStatus(503));
  server().Resume();
  EXPECT_THAT(gateway.Post(kPath, R"({"source": "a", "name": "c"})"), HasStatus(201));
}

}  // namespace
