#include <gmock/gmock.h>

#include "gateway_test.h"

namespace alert_gateway_test {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;

/// From the third alert of one name in a minute on, it is a storm.
class StormTest : public GatewayTest {
 protected:
  StormTest() : GatewayTest({"--storm-threshold", "2"}) {}
};

TEST_F(StormTest, AggregatesWhatComesBeyondTheThreshold) {
  EXPECT_THAT(PostWithinAMinute(kSignals, {Signal("node-1"), Signal("node-2"), Signal("node-3")}),
              ElementsAre(HasStatus(201), HasStatus(201),
                          AllOf(HasStatus(202), HasJson("/status", "aggregated"))));
}

TEST_F(StormTest, CountsEachAlertNameByItself) {
  EXPECT_THAT(PostWithinAMinute(kSignals, {Signal("node-1"), Signal("node-2"), Signal("node-3"),
                                           Signal("node-3", "DiskFull")}),
              ElementsAre(HasStatus(201), HasStatus(201), HasStatus(202), HasStatus(201)));
}

TEST_F(StormTest, CountsNoDuplicates) {
  EXPECT_THAT(PostWithinAMinute(kSignals, {Signal("node-1"), Signal("node-1"), Signal("node-1"),
                                           Signal("node-2")}),
              ElementsAre(HasStatus(201), HasStatus(202), HasStatus(202), HasStatus(201)));
}

TEST_F(StormTest, RemembersWhatItAggregated) {
  EXPECT_THAT(PostWithinAMinute(kSignals, {Signal("node-1"), Signal("node-2"), Signal("node-3"),
                                           Signal("node-3")}),
              ElementsAre(HasStatus(201), HasStatus(201), HasJson("/status", "aggregated"),
                          HasJson("/status", "duplicate")));
}

TEST_F(StormTest, IsOverWhenItsCountIs) {
  ASSERT_THAT(PostWithinAMinute(kSignals, {Signal("node-1"), Signal("node-2"), Signal("node-3")}),
              ElementsAre(HasStatus(201), HasStatus(201), HasStatus(202)));
  for (const std::string& count : Keys("alert_gateway:storm:*")) redis().Command("DEL", count);
  EXPECT_THAT(gateway.Post(kSignals, Signal("node-4")), HasStatus(201));
}

}  // namespace
}  // namespace alert_gateway_test
