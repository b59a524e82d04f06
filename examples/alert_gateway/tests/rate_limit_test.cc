#include <gmock/gmock.h>

#include "gateway_test.h"

namespace alert_gateway_test {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::MatchesRegex;

/// A source may send two new alerts a minute.
class RateLimitTest : public GatewayTest {
 protected:
  RateLimitTest() : GatewayTest({"--rate-limit", "2"}) {}

  const std::vector<std::string> kOneTooMany = {Signal("node-1"), Signal("node-2"),
                                                Signal("node-3")};
};

TEST_F(RateLimitTest, RefusesWhatASourceSendsBeyondIt) {
  EXPECT_THAT(PostWithinAMinute(kSignals, kOneTooMany),
              ElementsAre(HasStatus(201), HasStatus(201),
                          AllOf(HasStatus(429), HasJson("/status", "limited"))));
}

TEST_F(RateLimitTest, SaysWhenToTryAgain) {
  const HttpResponse limited = PostWithinAMinute(kSignals, kOneTooMany).back();
  ASSERT_THAT(limited, HasHeader("Retry-After", MatchesRegex("[0-9]+")));
  EXPECT_GE(std::stoi(*limited.Header("Retry-After")), 1);
  EXPECT_LE(std::stoi(*limited.Header("Retry-After")), 60);
}

TEST_F(RateLimitTest, SwallowsNothing) {
  ASSERT_THAT(PostWithinAMinute(kSignals, kOneTooMany).back(), HasStatus(429));
  for (const std::string& count : Keys("alert_gateway:rate:*")) redis().Command("DEL", count);
  EXPECT_THAT(gateway.Post(kSignals, kOneTooMany.back()), HasStatus(201));
}

TEST_F(RateLimitTest, IsForEachSourceByItself) {
  ASSERT_THAT(PostWithinAMinute(kSignals, kOneTooMany).back(), HasStatus(429));
  EXPECT_THAT(gateway.Post(kSignals, Signal("node-3", "HighLoad", "zabbix")), HasStatus(201));
}

TEST_F(RateLimitTest, IsNotForDuplicates) {
  ASSERT_THAT(PostWithinAMinute(kSignals, kOneTooMany).back(), HasStatus(429));
  EXPECT_THAT(gateway.Post(kSignals, kOneTooMany.front()), HasStatus(202));
}

TEST_F(RateLimitTest, IsForTheReceiverOfAWebhook) {
  const std::string webhook =
      Webhook({Alert("firing", "node-1"), Alert("firing", "node-2"), Alert("firing", "node-3")});
  EXPECT_THAT(PostWithinAMinute(kWebhook, {webhook}),
              ElementsAre(AllOf(HasStatus(429), HasJson("/alerts/1/status", "created"),
                                HasJson("/alerts/2/status", "limited"))));
}

}  // namespace
}  // namespace alert_gateway_test
