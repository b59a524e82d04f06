// Tests that build on each other's keys, and share one service: both are made once for the suite.
#include <gtest_redis/gtest_redis.h>

namespace {

using namespace gtest_redis;

const char kPath[] = "/api/v1/signals";
const char kAlert[] = R"({"source": "a", "name": "b"})";

class WholeSuiteTest : public RedisSuiteTest {
 protected:
  static void SetUpTestSuite() {
    gateway = StartService({ALERT_GATEWAY, "--listen", "{listen}", "--redis", "{redis}"});
  }
  static void TearDownTestSuite() { gateway = Service(); }

  static Service gateway;
};

Service WholeSuiteTest::gateway;

TEST_F(WholeSuiteTest, CreatesFirst) { EXPECT_THAT(gateway.Post(kPath, kAlert), HasStatus(201)); }

TEST_F(WholeSuiteTest, RemembersThen) { EXPECT_THAT(gateway.Post(kPath, kAlert), HasStatus(202)); }

}  // namespace
