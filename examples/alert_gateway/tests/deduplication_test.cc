#include <gmock/gmock.h>

#include "gateway_test.h"

namespace alert_gateway_test {
namespace {

using ::testing::AllOf;
using ::testing::Ge;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Le;
using ::testing::Not;

using DeduplicationTest = GatewayTest;

TEST_F(DeduplicationTest, CreatesAnAlertThatIsNew) {
  EXPECT_THAT(gateway.Post(kSignals, Signal("node-1")),
              AllOf(HasStatus(201), HasJson("/status", "created"),
                    HasJson("/fingerprint", Not(IsEmpty()))));
}

TEST_F(DeduplicationTest, CallsTheSameAlertADuplicate) {
  ASSERT_THAT(gateway.Post(kSignals, kAlert), HasStatus(201));
  EXPECT_THAT(gateway.Post(kSignals, kAlert), AllOf(HasStatus(202), HasJson("/status", "duplicate"),
                                                    HasJson("/fingerprint", "7f3a")));
}

TEST_F(DeduplicationTest, TellsAlertsApartByLabelsNameAndSource) {
  ASSERT_THAT(gateway.Post(kSignals, Signal("node-1")), HasStatus(201));
  EXPECT_THAT(gateway.Post(kSignals, Signal("node-2")), HasStatus(201));
  EXPECT_THAT(gateway.Post(kSignals, Signal("node-1", "DiskFull")), HasStatus(201));
  EXPECT_THAT(gateway.Post(kSignals, Signal("node-1", "HighLoad", "zabbix")), HasStatus(201));
}

TEST_F(DeduplicationTest, CaresNotForTheOrderOfLabels) {
  ASSERT_THAT(gateway.Post(kSignals, R"({"source": "s", "name": "n",
                                         "labels": {"pod": "a", "zone": "b"}})"),
              HasStatus(201));
  EXPECT_THAT(gateway.Post(kSignals, R"({"labels": {"zone": "b", "pod": "a"},
                                         "name": "n", "source": "s"})"),
              HasStatus(202));
}

TEST_F(DeduplicationTest, KnowsAFingerprintThroughBothEndpoints) {
  ASSERT_THAT(gateway.Post(kSignals, kAlert), HasStatus(201));
  const std::string same =
      R"({"status": "firing", "fingerprint": "7f3a", "labels": {"alertname": "Other"}})";
  EXPECT_THAT(gateway.Post(kWebhook, Webhook({same})),
              AllOf(HasStatus(202), HasJson("/alerts/0/status", "duplicate")));
}

TEST_F(DeduplicationTest, RemembersWhatItCreated) {
  ASSERT_THAT(gateway.Post(kSignals, kAlert), HasStatus(201));
  EXPECT_THAT(redis().Command("GET", kAlertKey), IsString(HasSubstr(R"("name":"HighLoad")")));
}

TEST_F(DeduplicationTest, RemembersForFiveMinutes) {
  ASSERT_THAT(gateway.Post(kSignals, kAlert), HasStatus(201));
  EXPECT_THAT(redis().Command("TTL", kAlertKey), IsInteger(AllOf(Ge(240), Le(300))));
}

TEST_F(DeduplicationTest, ForgetsInItsTimeHoweverOftenTheAlertIsRepeated) {
  ASSERT_THAT(gateway.Post(kSignals, kAlert), HasStatus(201));
  redis().Command("EXPIRE", kAlertKey, 100);
  ASSERT_THAT(gateway.Post(kSignals, kAlert), HasStatus(202));
  EXPECT_THAT(redis().Command("TTL", kAlertKey), IsInteger(AllOf(Ge(0), Le(100))));
}

TEST_F(DeduplicationTest, TakesAnExpiredAlertForNew) {
  ASSERT_THAT(gateway.Post(kSignals, kAlert), HasStatus(201));
  ASSERT_THAT(redis().Command("PEXPIRE", kAlertKey, 0), IsInteger(1));  // its time is up
  EXPECT_THAT(gateway.Post(kSignals, kAlert), HasStatus(201));
  EXPECT_THAT(gateway.Post(kSignals, kAlert), HasStatus(202));
}

TEST_F(DeduplicationTest, TakesAnAlertForNewWhenEverythingWasFlushed) {
  ASSERT_THAT(gateway.Post(kSignals, kAlert), HasStatus(201));
  redis().Command("FLUSHDB");
  EXPECT_THAT(gateway.Post(kSignals, kAlert), HasStatus(201));
}

TEST_F(DeduplicationTest, IsSharedByAllGatewaysOnOneRedis) {
  Service another = StartService(GatewayCommand());
  ASSERT_THAT(gateway.Post(kSignals, kAlert), HasStatus(201));
  EXPECT_THAT(another.Post(kSignals, kAlert), HasStatus(202));
}

TEST_F(DeduplicationTest, OutlivesTheGateway) {
  ASSERT_THAT(gateway.Post(kSignals, kAlert), HasStatus(201));
  gateway.Stop();
  EXPECT_THAT(StartService(GatewayCommand()).Post(kSignals, kAlert), HasStatus(202));
}

}  // namespace
}  // namespace alert_gateway_test
