// Many requests while Redis fills up and recovers: how soon, how surely and how fast the service
// says so.
#include <gtest_redis/gtest_redis.h>

#include <chrono>
#include <string>

namespace {

using namespace gtest_redis;
using namespace std::chrono_literals;
using ::testing::Ge;

class LoadTest : public RedisTest {
 protected:
  // 200 new alerts a second, each from a source of its own, so that no rate limit is met.
  static LoadPlan NewAlerts() {
    LoadPlan plan;
    plan.rate = 200;
    plan.make_request = [](std::size_t number) {
      const std::string n = std::to_string(number);
      HttpRequest request;
      request.method = "POST";
      request.target = "/api/v1/signals";
      request.body = R"({"source": "s)" + n + R"(", "name": "n)" + n + R"("})";
      return request;
    };
    return plan;
  }

  Service gateway = StartService({ALERT_GATEWAY, "--listen", "{listen}", "--redis", "{redis}"});
};

TEST_F(LoadTest, AnswersFastAndTrulyWhileRedisIsFullAndAfterwards) {
  LoadRun load = gateway.StartLoad(NewAlerts());
  load.RunFor(200ms);

  StateGuard full = Enter(OutOfMemory());
  load.Mark("full");
  load.RunFor(300ms);
  full.Leave();
  load.Mark("left");
  load.RunFor(1500ms);

  const LoadResult result = load.Finish();
  // At most 1 % of the first 100 ms may be anything but 503.
  EXPECT_THAT(result.Since("full").Between(0ms, 100ms), HasShare(503, Ge(0.99)));
  // None may take over 250 ms.
  EXPECT_THAT(result, AllWithin(250ms));
  // Within 1 s of recovery all are 201 again.
  EXPECT_THAT(result.Since("left").After(1s), HasShare(201, 1));
}

}  // namespace
