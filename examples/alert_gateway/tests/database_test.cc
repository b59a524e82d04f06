#include <gmock/gmock.h>

#include "gateway_test.h"

namespace alert_gateway_test {
namespace {

using ::testing::AllOf;
using ::testing::Gt;
using ::testing::Le;

using DatabaseTest = GatewayTest;

TEST_F(DatabaseTest, KeepsEverythingInDatabaseTwo) {
  ASSERT_THAT(gateway.Post(kSignals, kAlert), HasStatus(201));
  ASSERT_THAT(gateway.Get("/readyz"), HasStatus(200));
  Connection database_0 = server().Connect();
  database_0.Select(0);
  EXPECT_THAT(database_0.Command("DBSIZE"), IsInteger(0));
  // The alert, a count for its storm and one for its source, and what /readyz writes.
  EXPECT_THAT(redis().Command("DBSIZE"), IsInteger(4));
}

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
