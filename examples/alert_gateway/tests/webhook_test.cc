#include <gmock/gmock.h>

#include "gateway_test.h"

namespace alert_gateway_test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

using WebhookTest = GatewayTest;

TEST_F(WebhookTest, CreatesEveryAlertInIt) {
  EXPECT_THAT(
      gateway.Post(kWebhook, Webhook({Alert("firing", "node-1"), Alert("firing", "node-2")})),
      AllOf(HasStatus(201), HasJson("/alerts/0/status", "created"),
            HasJson("/alerts/1/status", "created")));
}

TEST_F(WebhookTest, IsCreatedWhenAnyOfItsAlertsIs) {
  ASSERT_THAT(gateway.Post(kWebhook, Webhook({Alert("firing", "node-1")})), HasStatus(201));
  EXPECT_THAT(
      gateway.Post(kWebhook, Webhook({Alert("firing", "node-1"), Alert("firing", "node-2"),
                                      Alert("resolved", "node-3")})),
      AllOf(HasStatus(201), HasJson("/alerts/0/status", "duplicate"),
            HasJson("/alerts/1/status", "created"), HasJson("/alerts/2/status", "resolved")));
}

TEST_F(WebhookTest, IsADuplicateWhenAllOfItsAlertsAre) {
  const std::string webhook = Webhook({Alert("firing", "node-1"), Alert("firing", "node-2")});
  ASSERT_THAT(gateway.Post(kWebhook, webhook), HasStatus(201));
  EXPECT_THAT(gateway.Post(kWebhook, webhook),
              AllOf(HasStatus(202), HasJson("/status", "duplicate")));
}

TEST_F(WebhookTest, HoldsOneAlertTwiceAsWell) {
  EXPECT_THAT(
      gateway.Post(kWebhook, Webhook({Alert("firing", "node-1"), Alert("firing", "node-1")})),
      AllOf(HasStatus(201), HasJson("/alerts/0/status", "created"),
            HasJson("/alerts/1/status", "duplicate")));
}

TEST_F(WebhookTest, MakesAnAlertNewAgainByResolvingIt) {
  ASSERT_THAT(gateway.Post(kWebhook, Webhook({Alert("firing", "node-1")})), HasStatus(201));
  EXPECT_THAT(gateway.Post(kWebhook, Webhook({Alert("resolved", "node-1")})),
              AllOf(HasStatus(202), HasJson("/status", "resolved")));
  EXPECT_THAT(gateway.Post(kWebhook, Webhook({Alert("firing", "node-1")})), HasStatus(201));
}

TEST_F(WebhookTest, MayResolveWhatNeverFired) {
  EXPECT_THAT(gateway.Post(kWebhook, Webhook({Alert("resolved", "node-1")})), HasStatus(202));
  EXPECT_THAT(redis().Command("DBSIZE"), IsInteger(0));
}

TEST_F(WebhookTest, WritesNothingWhenOneOfItsAlertsIsMalformed) {
  EXPECT_THAT(
      gateway.Post(kWebhook, Webhook({Alert("firing", "node-1"), Alert("smouldering", "node-2")})),
      AllOf(HasStatus(400), HasJson("/error", HasSubstr("alerts[1].status"))));
  EXPECT_THAT(redis().Command("DBSIZE"), IsInteger(0));
}

}  // namespace
}  // namespace alert_gateway_test
