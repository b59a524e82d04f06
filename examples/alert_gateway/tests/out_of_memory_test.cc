#include <gmock/gmock.h>

#include "gateway_test.h"

namespace alert_gateway_test {
namespace {

using ::testing::AllOf;
using ::testing::Ge;
using ::testing::HasSubstr;

using OutOfMemoryTest = GatewayTest;

TEST_F(OutOfMemoryTest, MakesANewAlertUnavailable) {
  auto full = Enter(OutOfMemory());
  EXPECT_THAT(redis().Command("SET", "key", "value"), IsRedisError("OOM"));
  EXPECT_THAT(gateway.Post(kSignals, kAlert),
              AllOf(HasStatus(503), HasHeader("Retry-After", "1"), HasJson("/code", "OOM"),
                    HasJson("/error", HasSubstr("command not allowed"))));
}

TEST_F(OutOfMemoryTest, ShowsInWhatRedisRefused) {
  auto full = Enter(OutOfMemory());
  const RefusalWatch refused(server());
  ASSERT_THAT(gateway.Post(kSignals, kAlert), HasStatus(503));
  EXPECT_THAT(refused.Count("OOM"), Ge(1));
}

TEST_F(OutOfMemoryTest, LeavesADuplicateADuplicate) {
  ASSERT_THAT(gateway.Post(kSignals, kAlert), HasStatus(201));
  auto full = Enter(OutOfMemory());
  const RefusalWatch refused(server());
  EXPECT_THAT(gateway.Post(kSignals, kAlert), HasStatus(202));
  EXPECT_EQ(refused.Total(), 0);  // a full Redis can still read
}

TEST_F(OutOfMemoryTest, DoesNotHinderResolving) {
  ASSERT_THAT(gateway.Post(kWebhook, Webhook({Alert("firing", "node-1")})), HasStatus(201));
  auto full = Enter(OutOfMemory());
  EXPECT_THAT(gateway.Post(kWebhook, Webhook({Alert("resolved", "node-1")})), HasStatus(202));
  full.Leave();
  EXPECT_THAT(gateway.Post(kWebhook, Webhook({Alert("firing", "node-1")})), HasStatus(201));
}

TEST_F(OutOfMemoryTest, MakesAWebhookUnavailableForOneNewAlertInIt) {
  ASSERT_THAT(gateway.Post(kWebhook, Webhook({Alert("firing", "node-1")})), HasStatus(201));
  auto full = Enter(OutOfMemory());
  EXPECT_THAT(
      gateway.Post(kWebhook, Webhook({Alert("firing", "node-1"), Alert("firing", "node-2")})),
      HasStatus(503));
}

TEST_F(OutOfMemoryTest, IsNotReadyButAlive) {
  auto full = Enter(OutOfMemory());
  EXPECT_THAT(gateway.Get("/readyz"), AllOf(HasStatus(503), HasJson("/code", "OOM")));
  EXPECT_THAT(gateway.Get("/healthz"), HasStatus(200));
}

TEST_F(OutOfMemoryTest, DoesNotMakeAMalformedSignalAnyBetter) {
  auto full = Enter(OutOfMemory());
  EXPECT_THAT(gateway.Post(kSignals, "{}"), HasStatus(400));
}

TEST_F(OutOfMemoryTest, IsOverWhenItIsOver) {
  auto full = Enter(OutOfMemory());
  ASSERT_THAT(gateway.Post(kSignals, kAlert), HasStatus(503));
  ASSERT_THAT(redis().Command("EXISTS", kAlertKey), IsInteger(0));
  full.Leave();
  EXPECT_THAT(gateway.Post(kSignals, kAlert), HasStatus(201));  // the refused one is not forgotten
  EXPECT_THAT(gateway.Get("/readyz"), HasStatus(200));
}

TEST_F(OutOfMemoryTest, ByFillingIsCuredByAFlush) {
  auto full = Enter(OutOfMemory::ByFilling());
  EXPECT_THAT(gateway.Post(kSignals, kAlert), AllOf(HasStatus(503), HasJson("/code", "OOM")));
  ASSERT_THAT(redis().Command("FLUSHDB", "SYNC"), IsOk());
  EXPECT_THAT(gateway.Post(kSignals, kAlert), HasStatus(201));
}

TEST_F(OutOfMemoryTest, IsNotYetAtNinetyFivePercent) {
  auto nearly_full = Enter(MemoryAt(0.95));
  const RefusalWatch refused(server());
  EXPECT_THAT(gateway.Post(kSignals, kAlert), HasStatus(201));
  EXPECT_EQ(refused.Total(), 0);
}

/// "Should be: allkeys-lru", says the runbook. Then nothing is refused, and alerts are forgotten.
class EvictingTest : public GatewayTest {
 protected:
  /// Writes to a Redis that evicts until `key` had to go; false if it never has.
  bool EvictedByWriting(const std::string& key) {
    const std::vector<std::string> exists = {"EXISTS", key};
    for (int round = 0; round < 1000; ++round) {
      std::vector<std::vector<std::string>> commands = {exists};
      for (int i = 0; i < 100; ++i) {
        const std::string number = std::to_string(100 * round + i);
        commands.push_back({"SET", "other:" + number, std::string(1000, 'x')});
      }
      if (redis().Pipeline(commands)[0] == Reply::Integer(0)) return true;
    }
    return false;
  }
};

TEST_F(EvictingTest, RefusesNothing) {
  auto evicting = Enter(Evicting("allkeys-lru", kMiB));
  const RefusalWatch refused(server());
  EXPECT_THAT(gateway.Post(kSignals, kAlert), HasStatus(201));
  EXPECT_THAT(gateway.Get("/readyz"), HasStatus(200));
  EXPECT_EQ(refused.Total(), 0);
}

TEST_F(EvictingTest, MakesAnAlertNewAgain) {
  ASSERT_THAT(gateway.Post(kSignals, kAlert), HasStatus(201));
  auto evicting = Enter(Evicting("allkeys-lru", kMiB));
  ASSERT_TRUE(EvictedByWriting(kAlertKey));
  EXPECT_THAT(gateway.Post(kSignals, kAlert), HasStatus(201));
}

}  // namespace
}  // namespace alert_gateway_test
