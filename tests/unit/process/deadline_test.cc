#include "process/deadline.h"

#include <gtest/gtest.h>

namespace gtest_redis {
namespace {

using std::chrono::milliseconds;

TEST(DeadlineTest, HasNotPassedBeforeItsTime) {
  const Deadline deadline(std::chrono::hours(1));
  EXPECT_FALSE(deadline.passed());
  EXPECT_GT(deadline.remaining(), std::chrono::minutes(59));
  EXPECT_LE(deadline.remaining(), std::chrono::hours(1));
}

TEST(DeadlineTest, HasNothingRemainingOnceItPassed) {
  EXPECT_TRUE(Deadline(milliseconds(0)).passed());
  const Deadline past(milliseconds(-5));
  EXPECT_TRUE(past.passed());
  EXPECT_EQ(past.remaining(), milliseconds(0));
}

TEST(DeadlineTest, RoundsWhatRemainsUpSoThatNobodyPollsWithZero) {
  const Deadline deadline(milliseconds(1));
  const milliseconds remaining = deadline.remaining();
  EXPECT_TRUE(remaining == milliseconds(1) || deadline.passed());
}

TEST(WaitUntilTest, LooksBeforeItWaits) {
  EXPECT_TRUE(WaitUntil(Deadline(milliseconds(0)), [] { return true; }));
}

TEST(WaitUntilTest, LooksAgainUntilItHolds) {
  int looks = 0;
  EXPECT_TRUE(WaitUntil(Deadline(std::chrono::seconds(10)), [&] { return ++looks == 3; }));
  EXPECT_EQ(looks, 3);
}

TEST(WaitUntilTest, GivesUpWhenTheDeadlinePasses) {
  const Deadline deadline(milliseconds(5));
  EXPECT_FALSE(WaitUntil(deadline, [] { return false; }));
  EXPECT_TRUE(deadline.passed());
}

TEST(PauseTest, TakesAtLeastItsTime) {
  const auto start = Deadline::Clock::now();
  Pause(std::chrono::microseconds(1500));
  EXPECT_GE(Deadline::Clock::now() - start, std::chrono::microseconds(1500));
}

}  // namespace
}  // namespace gtest_redis
