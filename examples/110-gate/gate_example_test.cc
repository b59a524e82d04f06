// What lies between the service and Redis fails, too: the gate, which {redis} leads to, can be
// slow, break off in the middle of a reply, or answer the n-th command as no Redis would be brought
// to.
#include <gtest_redis/gtest_redis.h>

#include <chrono>

namespace {

using namespace gtest_redis;
using std::chrono::milliseconds;

constexpr char kSignals[] = "/api/v1/signals";
constexpr char kAlert[] = R"({"source": "a", "name": "b"})";
constexpr char kOther[] = R"({"source": "a", "name": "c"})";

class NetworkTest : public RedisTest {
 protected:
  Service gateway = StartService({ALERT_GATEWAY, "--listen", "{listen}", "--redis", "{redis}"});
};

TEST_F(NetworkTest, WaitsForASlowNetwork) {
  const StateGuard slow = Enter(SlowNetwork(milliseconds(20)));
  const HttpResponse response = gateway.Post(kSignals, kAlert);
  EXPECT_THAT(response, HasStatus(201));
  EXPECT_GE(response.duration, milliseconds(20));
}

TEST_F(NetworkTest, AnswersUnavailableWhenARedisErrorComesThatItDoesNotKnow) {
  const StateGuard error = Enter(AnyError("NEWCODE of a Redis to come"));
  EXPECT_THAT(gateway.Post(kSignals, kAlert), HasStatus(503));
}

TEST_F(NetworkTest, AnswersUnavailableWhenAReplyBreaksOff) {
  {
    const StateGuard truncated = Enter(TruncatedReply());
    EXPECT_THAT(gateway.Post(kSignals, kAlert), HasStatus(503));
  }
  EXPECT_THAT(gateway.Post(kSignals, kOther), HasStatus(201));
}

TEST_F(NetworkTest, AsksRedisOnceForADuplicate) {
  EXPECT_THAT(gateway.Post(kSignals, kAlert), HasStatus(201));
  gateway.gate()->Mark();
  EXPECT_THAT(gateway.Post(kSignals, kAlert), HasStatus(202));
  EXPECT_LE(gateway.gate()->TrafficSinceMark().TotalCommands(), 3);
}

}  // namespace
