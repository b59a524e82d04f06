#include <sys/wait.h>

#include <algorithm>
#include <csignal>
#include <iostream>

#include "container/container_fixture.h"
#include "process/deadline.h"
#include "random_moment.h"
#include "victim.h"

namespace gtest_redis {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// As long as the work takes that the victim repeats.
constexpr seconds kSpan{2};

// Names and states of the containers that this program made.
std::vector<std::string> ContainersLeftBy(pid_t program) {
  std::vector<std::string> containers;
  for (const ContainerSummary& each : ContainersOf(program)) {
    containers.push_back(each.name + " " + each.state);
  }
  return containers;
}

// Waits until nothing is left of a killed program. Its keeper may be there for longer than its
// containers, because it asks five seconds for one that was never made. Returns how long there were
// containers: how soon they are gone is the engine's affair, and a busy machine's.
milliseconds AwaitNothing(const Victim& victim, pid_t program) {
  const auto start = Deadline::Clock::now();
  auto last_seen = start;
  std::vector<std::string> containers;
  std::vector<std::string> remains;
  WaitUntil(Deadline(seconds(20)), [&] {
    containers = ContainersLeftBy(program);
    if (!containers.empty()) last_seen = Deadline::Clock::now();
    remains = victim.Remains();
    Pause(milliseconds(5));
    return containers.empty() && remains.empty();
  });
  EXPECT_THAT(containers, IsEmpty());
  EXPECT_THAT(remains, IsEmpty());
  return std::chrono::duration_cast<milliseconds>(last_seen - start);
}

class ContainerSigkillTest : public ContainerTest, public testing::WithParamInterface<unsigned> {};

TEST_P(ContainerSigkillTest, LeavesNothingBehindAtTenRandomMoments) {
  RandomMoment moment(GetParam(), kSpan);
  milliseconds longest{0};
  std::vector<pid_t> programs;
  for (int round = 0; round < 10; ++round) {
    SCOPED_TRACE("round " + std::to_string(round));
    Victim victim;
    const pid_t program = victim.pid();
    programs.push_back(program);
    moment.Await(victim);
    kill(program, SIGKILL);
    EXPECT_EQ(WTERMSIG(victim.AwaitEnd()), SIGKILL);
    longest = std::max(longest, AwaitNothing(victim, program));
    if (HasFailure()) return;
  }
  // None came later, by a request that was under way.
  for (const pid_t program : programs) EXPECT_THAT(ContainersLeftBy(program), IsEmpty());
  std::cout << "slowest removal: " << longest.count() << " ms" << std::endl;
}

// 100 moments, in parts that run in parallel.
INSTANTIATE_TEST_SUITE_P(Parts, ContainerSigkillTest, ::testing::Range(0u, 10u));

// Were its containers not seen while they are there, no test here could fail.
TEST_F(ContainerTest, OfAVictimIsSeen) {
  Victim victim;
  std::vector<std::string> containers;
  const bool all = WaitUntil(Deadline(seconds(30)), [&] {
    containers = ContainersLeftBy(victim.pid());
    const auto shows = [&](const char* what) {
      return ::testing::Matches(Contains(HasSubstr(what)))(containers);
    };
    return containers.size() >= 2 && shows(" paused") && shows(" running");
  });
  EXPECT_TRUE(all) << ::testing::PrintToString(containers);
}

}  // namespace
}  // namespace gtest_redis
