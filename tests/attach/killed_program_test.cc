#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <iostream>
#include <random>
#include <string>

#include "process/child.h"
#include "process/deadline.h"
#include "process/keeper.h"
#include "target.h"

namespace gtest_redis {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr int kDatabase = 3;

class KilledProgramTest : public ::testing::TestWithParam<unsigned> {};

TEST_P(KilledProgramTest, LeavesNoDirectiveChangedAndNoDatabaseLocked) {
  const int wanted = ::testing::GTEST_FLAG(random_seed);
  const unsigned seed =
      wanted != 0 ? static_cast<unsigned>(wanted) : std::random_device()() % 99999;
  std::cout << "random moments of --gtest_random_seed=" << seed << std::endl;
  std::mt19937 random(seed + GetParam());
  Target target;
  const Reply before = target.Run(0, {"CONFIG", "GET", "*"});
  auto longest = Deadline::Clock::duration::zero();
  int found_changed = 0;
  for (int round = 0; round < 25; ++round) {
    SCOPED_TRACE("round " + std::to_string(round));
    Child program = Child::Start(
        {{ATTACH_PROGRAM, "forever", target.url().ToString(), std::to_string(kDatabase)},
         {},
         "",
         Keeper::Get().directory() + "/program.log"});
    Pause(std::chrono::microseconds(random() % 60'000));
    kill(program.pid(), SIGKILL);
    ASSERT_TRUE(program.WaitForExit(Deadline(seconds(10))));
    const auto start = Deadline::Clock::now();
    if (target.Run(0, {"CONFIG", "GET", "*"}) != before) ++found_changed;
    // As soon as nobody has a claim, all is as it was.
    ASSERT_TRUE(WaitUntil(Deadline(seconds(5)), [&] {
      const Reply clients = target.Run(0, {"CLIENT", "LIST"});
      return clients.string().find("gtest-redis:") == std::string::npos;
    }));
    longest = std::max(longest, Deadline::Clock::now() - start);
    ASSERT_EQ(target.Run(0, {"CONFIG", "GET", "*"}), before);
    ASSERT_EQ(TakeAndFlush(target.url(), Impatient(kDatabase)), "taken");
  }
  std::cout << "found changed " << found_changed << " times; longest restore "
            << std::chrono::duration_cast<milliseconds>(longest).count() << " ms" << std::endl;
}

// 100 moments, in parts that run in parallel.
INSTANTIATE_TEST_SUITE_P(Parts, KilledProgramTest, ::testing::Range(0u, 4u));

}  // namespace
}  // namespace gtest_redis
