#include <gmock/gmock.h>

#include "gateway_test.h"

namespace alert_gateway_test {
namespace {

using ::testing::AllOf;
using ::testing::Gt;
using ::testing::HasSubstr;
using ::testing::Le;
using ::testing::Not;

/// On a server of its own, because it looks at all databases.
class WholeServerTest : public FreshRedisTest {
 protected:
  WholeServerTest() : FreshRedisTest(GatewayRedis()) {}

  Service gateway = StartService(GatewayCommand());
};

TEST_F(WholeServerTest, HasNothingOfTheGatewayOutsideDatabaseTwo) {
  ASSERT_THAT(gateway.Post(kSignals, kAlert), HasStatus(201));
  ASSERT_THAT(gateway.Get("/readyz"), HasStatus(200));
  // The alert, a count for its storm and one for its source, and what /readyz writes.
  EXPECT_THAT(redis().Command("INFO", "keyspace"),
              IsString(AllOf(HasSubstr("db2:keys=4,"), Not(HasSubstr("db0")))));
}

using DatabaseTest = GatewayTest;

TEST_F(DatabaseTest, IsTwoWhereTheUrlNamesNone) {
  Service plain = StartService(
      {ALERT_GATEWAY, "--listen", "{listen}", "--redis", "redis://{redis_host}:{redis_port}"});
  ASSERT_THAT(plain.Post(kSignals, kAlert), HasStatus(201));
  EXPECT_THAT(redis().Command("EXISTS", kAlertKey), IsInteger(1));
}

TEST_F(DatabaseTest, HoldsNoKeyForLongerThanFiveMinutes) {
  ASSERT_THAT(gateway.Post(kSignals, kAlert), HasStatus(201));
  ASSERT_THAT(gateway.Get("/readyz"), HasStatus(200));
  for (const std::string& key : Keys("*")) {
    EXPECT_THAT(redis().Command("TTL", key), IsInteger(AllOf(Gt(0), Le(300)))) << key;
  }
}

}  // namespace
}  // namespace alert_gateway_test
