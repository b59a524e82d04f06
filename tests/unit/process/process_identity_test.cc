#include "process/process_identity.h"

#include <gtest/gtest.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

namespace gtest_redis {
namespace {

TEST(ProcessIdentityTest, IsAliveWhileItsProcessRuns) {
  const auto self = ProcessIdentity::Of(getpid());
  ASSERT_TRUE(self);
  EXPECT_EQ(self->pid, getpid());
  EXPECT_TRUE(self->alive());
}

TEST(ProcessIdentityTest, IsNotThatOfALaterProcessWithTheSameNumber) {
  ProcessIdentity other = *ProcessIdentity::Of(getpid());
  ++other.start;
  EXPECT_FALSE(other.alive());
}

TEST(ProcessIdentityTest, IsReadBehindAnyName) {
  const auto before = ProcessIdentity::Of(getpid());
  prctl(PR_SET_NAME, "a) Z 1 (b");
  const auto renamed = ProcessIdentity::Of(getpid());
  ASSERT_TRUE(renamed);
  EXPECT_EQ(renamed->start, before->start);
}

TEST(ProcessIdentityTest, IsDeadWhenItsProcessHasEnded) {
  const pid_t pid = fork();
  if (pid == 0) {
    for (;;) pause();
  }
  const auto child = ProcessIdentity::Of(pid);
  ASSERT_TRUE(child);
  EXPECT_TRUE(child->alive());
  kill(pid, SIGKILL);
  siginfo_t info{};
  waitid(P_PID, static_cast<id_t>(pid), &info, WEXITED | WNOWAIT);
  EXPECT_FALSE(child->alive()) << "a process that nobody has waited for";
  waitpid(pid, nullptr, 0);
  EXPECT_FALSE(child->alive());
  EXPECT_FALSE(ProcessIdentity::Of(pid));
}

}  // namespace
}  // namespace gtest_redis
