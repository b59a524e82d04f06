#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <csignal>
#include <string>

#include "process/deadline.h"
#include "random_moment.h"
#include "victim.h"

namespace gtest_redis {
namespace {

using std::chrono::milliseconds;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// The promise: nothing is left one second after the program's end.
void ExpectNothingRemains(const Victim& victim) {
  const auto start = Deadline::Clock::now();
  std::vector<std::string> remains;
  WaitUntil(Deadline(std::chrono::seconds(1)), [&] {
    remains = victim.Remains();
    return remains.empty();
  });
  EXPECT_THAT(remains, IsEmpty());
  static auto longest = Deadline::Clock::duration::zero();
  longest = std::max(longest, Deadline::Clock::now() - start);
  ::testing::Test::RecordProperty(
      "longest_cleanup_ms",
      std::to_string(std::chrono::duration_cast<milliseconds>(longest).count()));
}

// As long as the work takes that the victim repeats.
constexpr milliseconds kSpan{60};

class SigkillTest : public ::testing::TestWithParam<unsigned> {};

TEST_P(SigkillTest, LeavesNothingBehindAtFiftyRandomMoments) {
  RandomMoment moment(GetParam(), kSpan);
  for (int round = 0; round < 50; ++round) {
    SCOPED_TRACE("round " + std::to_string(round));
    Victim victim;
    moment.Await(victim);
    kill(victim.pid(), SIGKILL);
    EXPECT_EQ(WTERMSIG(victim.AwaitEnd()), SIGKILL);
    ExpectNothingRemains(victim);
    if (HasFailure()) return;
  }
}

// 200 moments, in parts that run in parallel.
INSTANTIATE_TEST_SUITE_P(Parts, SigkillTest, ::testing::Range(0u, 4u));

TEST(SigkillTest, LeavesNothingBehindWhenEverythingNamedLikeTheProgramIsKilled) {
  RandomMoment moment(4, kSpan);
  for (int round = 0; round < 30; ++round) {
    SCOPED_TRACE("round " + std::to_string(round));
    Victim victim;
    moment.Await(victim);
    victim.KillByCommandLine();
    EXPECT_EQ(WTERMSIG(victim.AwaitEnd()), SIGKILL);
    ExpectNothingRemains(victim);
    if (HasFailure()) return;
  }
}

// Were the remains not seen while they are there, no test here could fail.
TEST(VictimTest, ShowsItsServersItsServiceAndItsFiles) {
  Victim victim;
  std::vector<std::string> remains;
  const bool all = WaitUntil(Deadline(std::chrono::seconds(30)), [&] {
    remains = victim.Remains();
    const auto shows = [&](const char* what) {
      return ::testing::Matches(Contains(HasSubstr(what)))(remains);
    };
    return shows("redis-server") && shows(" sleep") && shows("crash_victim") &&
           shows("gtest-redis-kpr") && shows("/redis.sock");
  });
  EXPECT_TRUE(all) << ::testing::PrintToString(remains);
}

class SignalTest : public ::testing::TestWithParam<int> {};

TEST_P(SignalTest, ToTheWholeGroupLeavesNothingBehind) {
  RandomMoment moment(static_cast<unsigned>(GetParam()), kSpan);
  for (int round = 0; round < 10; ++round) {
    SCOPED_TRACE("round " + std::to_string(round));
    Victim victim;
    moment.Await(victim);
    kill(-victim.pid(), GetParam());
    EXPECT_EQ(WTERMSIG(victim.AwaitEnd()), GetParam());
    ExpectNothingRemains(victim);
    if (HasFailure()) return;
  }
}

TEST(SigtermTest, ToEverythingThatTheProgramStartedLeavesNothingBehind) {
  RandomMoment moment(5, kSpan);
  for (int round = 0; round < 10; ++round) {
    SCOPED_TRACE("round " + std::to_string(round));
    Victim victim;
    moment.Await(victim);
    victim.SignalAll(SIGTERM);
    EXPECT_EQ(WTERMSIG(victim.AwaitEnd()), SIGTERM);
    ExpectNothingRemains(victim);
    if (HasFailure()) return;
  }
}

INSTANTIATE_TEST_SUITE_P(Signals, SignalTest,
                         ::testing::Values(SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGKILL),
                         [](const auto& number) {
                           return "Signal" + std::to_string(number.param);
                         });

TEST(ProgramEndTest, ByAbortLeavesNothingBehind) {
  Victim victim("abort");
  EXPECT_EQ(WTERMSIG(victim.AwaitEnd()), SIGABRT);
  ExpectNothingRemains(victim);
}

TEST(ProgramEndTest, ByExitWithoutDestructorsLeavesNothingBehind) {
  Victim victim("exit");
  EXPECT_EQ(victim.AwaitEnd(), 0);
  ExpectNothingRemains(victim);
}

TEST(ProgramEndTest, ByReturningFromMainLeavesNothingBehind) {
  Victim victim("return");
  EXPECT_EQ(victim.AwaitEnd(), 0);
  ExpectNothingRemains(victim);
}

}  // namespace
}  // namespace gtest_redis
