// A program that is killed with SIGKILL in a state, in each of the catalogue: nothing is left of
// it, and a server that is somebody else's answers as before.
#include <gmock/gmock.h>
#include <sys/wait.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <memory>
#include <string>

#include "process/cgroup.h"
#include "process/deadline.h"
#include "process/environment_variable.h"
#include "random_moment.h"
#include "state_names.h"
#include "target.h"
#include "victim.h"

namespace gtest_redis {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::IsEmpty;
using ::testing::StartsWith;

using Lines = std::vector<std::string>;

// The cgroups that a program has made, and that are there.
Lines CgroupsOf(pid_t program) {
  Lines cgroups;
  const std::string name = "gtest-redis-" + std::to_string(program) + "-";
  for (const char* controller : {"memory", "pids"}) {
    std::error_code error;
    const std::filesystem::directory_iterator entries(CgroupPlace::Find(controller).parent, error);
    for (const auto& entry : entries) {
      if (entry.path().filename().string().rfind(name, 0) == 0) cgroups.push_back(entry.path());
    }
  }
  return cgroups;
}

void Kill(Victim& victim) {
  kill(victim.pid(), SIGKILL);
  EXPECT_EQ(WTERMSIG(victim.AwaitEnd()), SIGKILL) << "it wrote: " << victim.FirstLine();
}

void ExpectNothingRemains(const Victim& victim, pid_t program, milliseconds within) {
  Lines remains;
  WaitUntil(Deadline(within), [&] {
    remains = victim.Remains();
    const Lines cgroups = CgroupsOf(program);
    remains.insert(remains.end(), cgroups.begin(), cgroups.end());
    return remains.empty();
  });
  EXPECT_THAT(remains, IsEmpty());
}

// ACL LIST, without the flag that says what holds without it, too: from 7.0 on, a user that was
// reset has it.
std::string UsersOf(const Target& target) {
  static const std::string kFlag = " sanitize-payload";
  std::string users = target.Run(0, {"ACL", "LIST"}).ToString();
  for (auto at = users.find(kFlag); at != std::string::npos; at = users.find(kFlag)) {
    users.erase(at, kFlag.size());
  }
  return users;
}

// What a client sees of a server besides its keys, a line for each thing.
Lines SeenOf(const Target& target) {
  try {
    Lines seen = {"PING " + target.Run(0, {"PING"}).ToString(),
                  "a write " + target.Run(0, {"LPUSHX", "no-such-list", "x"}).ToString(),
                  "role " + target.Run(0, {"ROLE"}).array().at(0).ToString()};
    if (target.AtLeast(6)) seen.push_back("ACL LIST " + UsersOf(target));
    const std::vector<Reply> config = target.Run(0, {"CONFIG", "GET", "*"}).array();
    for (std::size_t i = 0; i + 1 < config.size(); i += 2) {
      seen.push_back(config[i].string() + " " + config[i + 1].string());
    }
    std::sort(seen.begin(), seen.end());
    return seen;
  } catch (const std::exception& error) {
    return {error.what()};
  }
}

// A minute is how long what ends by itself may take: a pause, a script.
void ExpectAsBefore(const Target& target, const Lines& before) {
  Lines changed;
  WaitUntil(Deadline(seconds(80)), [&] {
    changed.clear();
    const Lines now = SeenOf(target);
    std::set_symmetric_difference(before.begin(), before.end(), now.begin(), now.end(),
                                  std::back_inserter(changed));
    return changed.empty();
  });
  EXPECT_THAT(changed, IsEmpty());
}

// Victims on one back end, each killed once, and what is expected after each.
class StateCrashTest : public testing::TestWithParam<std::string> {
 protected:
  explicit StateCrashTest(std::string backend) : backend_(std::move(backend)) {}
  virtual void ExpectGoodOrder(const Victim& victim, pid_t program) = 0;

  void KillWithinTheState() {
    Victim victim("hold " + backend_ + " " + GetParam());
    const pid_t program = victim.pid();
    const std::string line = victim.FirstLine();
    if (line.rfind("unsupported: ", 0) == 0) GTEST_SKIP() << line;
    ASSERT_EQ(line, "entered");
    Kill(victim);
    ExpectGoodOrder(victim, program);
  }

  void KillAtRandomMoments(int rounds) {
    const std::string work = "repeat " + backend_ + " " + GetParam();
    // As long as it takes to have a server, and to enter and leave the state once.
    std::chrono::microseconds span{0};
    {
      const auto start = Deadline::Clock::now();
      Victim victim(work);
      const pid_t program = victim.pid();
      const std::string line = victim.FirstLine();
      if (line.rfind("unsupported: ", 0) == 0) GTEST_SKIP() << line;
      ASSERT_EQ(line, "at work");
      span = std::chrono::ceil<std::chrono::microseconds>(Deadline::Clock::now() - start);
      Kill(victim);
      ExpectGoodOrder(victim, program);
    }
    RandomMoment moment(0, span);
    for (int round = 0; round < rounds && !HasFailure(); ++round) {
      SCOPED_TRACE("round " + std::to_string(round));
      Victim victim(work);
      const pid_t program = victim.pid();
      moment.Await(victim);
      Kill(victim);
      ExpectGoodOrder(victim, program);
    }
  }

 private:
  const std::string backend_;
};

class ProcessStateCrashTest : public StateCrashTest {
 protected:
  ProcessStateCrashTest() : StateCrashTest("process") {}
  void ExpectGoodOrder(const Victim& victim, pid_t program) override {
    ExpectNothingRemains(victim, program, seconds(1));
  }
};

TEST_P(ProcessStateCrashTest, LeavesNothingBehindWithinTheState) { KillWithinTheState(); }
TEST_P(ProcessStateCrashTest, LeavesNothingBehindAtRandomMoments) { KillAtRandomMoments(8); }

INSTANTIATE_TEST_SUITE_P(States, ProcessStateCrashTest,
                         testing::ValuesIn(StatesThatNeedAtMost(StateNeed::kOwnProcess)), TestName);

class AttachStateCrashTest : public StateCrashTest {
 protected:
  AttachStateCrashTest() : StateCrashTest("attach") {}
  void ExpectGoodOrder(const Victim& victim, pid_t program) override {
    ExpectNothingRemains(victim, program, seconds(10));
    ExpectAsBefore(target_, before_);
  }

  Target target_;
  // Always the same database: keys of one victim are flushed by the next.
  const EnvironmentVariable url_{"GTEST_REDIS_URL", "redis://" + target_.place() + "/1"};
  const Lines before_ = SeenOf(target_);
};

TEST_P(AttachStateCrashTest, LeavesTheServerAsItWasWithinTheState) { KillWithinTheState(); }
TEST_P(AttachStateCrashTest, LeavesTheServerAsItWasAtRandomMoments) { KillAtRandomMoments(4); }

INSTANTIATE_TEST_SUITE_P(States, AttachStateCrashTest,
                         testing::ValuesIn(StatesThatNeedAtMost(StateNeed::kConfiguration)),
                         TestName);

// Were these not seen while they are there, no test here could fail.
TEST(StateVictimTest, IsSeenToChangeAServer) {
  Target target;
  const EnvironmentVariable url("GTEST_REDIS_URL", target.server().url());
  const Lines before = SeenOf(target);
  const Victim victim("hold attach out-of-memory");
  ASSERT_EQ(victim.FirstLine(), "entered");
  const Lines now = SeenOf(target);
  EXPECT_THAT(now, testing::Contains("maxmemory 1"));
  EXPECT_THAT(now, testing::Contains(StartsWith("a write (error) OOM")));
  EXPECT_EQ(now.size(), before.size());
}

TEST(StateVictimTest, LeavesNoCgroupWithALimitedServerInIt) {
  if (CgroupPlace::Find().parent.empty()) GTEST_SKIP() << CgroupPlace::Find().why_not;
  Victim victim("limit process healthy");
  const pid_t program = victim.pid();
  ASSERT_EQ(victim.FirstLine(), "limited");
  EXPECT_THAT(CgroupsOf(program), testing::SizeIs(1));
  Kill(victim);
  ExpectNothingRemains(victim, program, seconds(1));
}

}  // namespace
}  // namespace gtest_redis
