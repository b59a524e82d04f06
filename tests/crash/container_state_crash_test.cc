#include <sys/wait.h>

#include <csignal>

#include "container/container_fixture.h"
#include "process/deadline.h"
#include "state_names.h"
#include "victim.h"

namespace gtest_redis {
namespace {

using ::testing::IsEmpty;

// What is left of a program: as of every one, and its containers.
std::vector<std::string> RemainsOf(const Victim& victim, pid_t program) {
  std::vector<std::string> remains = victim.Remains();
  for (const ContainerSummary& each : ContainersOf(program)) {
    remains.push_back(each.name + " " + each.state);
  }
  return remains;
}

class ContainerStateCrashTest : public ContainerTest,
                                public testing::WithParamInterface<std::string> {};

TEST_P(ContainerStateCrashTest, LeavesNothingBehindWithinTheState) {
  Victim victim("hold container " + GetParam());
  const pid_t program = victim.pid();
  const std::string line = victim.FirstLine();
  if (line.rfind("unsupported: ", 0) == 0) GTEST_SKIP() << line;
  ASSERT_EQ(line, "entered");
  kill(program, SIGKILL);
  EXPECT_EQ(WTERMSIG(victim.AwaitEnd()), SIGKILL);
  std::vector<std::string> remains;
  WaitUntil(Deadline(std::chrono::seconds(20)), [&] {
    remains = RemainsOf(victim, program);
    return remains.empty();
  });
  EXPECT_THAT(remains, IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(States, ContainerStateCrashTest,
                         testing::ValuesIn(StatesThatNeedAtMost(StateNeed::kOwnServer)), TestName);

// Were its container not seen while it is there, no test here could fail.
TEST_F(ContainerTest, OfAStateVictimIsSeen) {
  const Victim victim("hold container out-of-memory");
  ASSERT_EQ(victim.FirstLine(), "entered");
  EXPECT_THAT(RemainsOf(victim, victim.pid()), testing::Contains(testing::EndsWith(" running")));
}

}  // namespace
}  // namespace gtest_redis
