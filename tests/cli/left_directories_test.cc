#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>

#include "cli/leftover.h"
#include "process/environment_variable.h"
#include "process/keeper.h"
#include "process/scratch_directory.h"

namespace gtest_redis {
namespace {

namespace fs = std::filesystem;

using ::testing::IsEmpty;

class LeftDirectoriesTest : public ::testing::Test {
 protected:
  // The number of a process that has ended, and that nobody has waited for.
  static pid_t DeadProcess() {
    const pid_t pid = fork();
    if (pid == 0) _exit(0);
    siginfo_t info{};
    waitid(P_PID, static_cast<id_t>(pid), &info, WEXITED | WNOWAIT);
    return pid;
  }
  std::string MakeDirectory(const std::string& name) const {
    fs::create_directories(scratch_.File(name) + "/within");
    return scratch_.File(name);
  }
  std::string MakeLeftDirectory() const {
    return MakeDirectory("gtest-redis-" + std::to_string(DeadProcess()) + "-0123456789");
  }

  ScratchDirectory scratch_;
};

TEST_F(LeftDirectoriesTest, AreThoseOfDeadProcesses) {
  const std::string left = MakeLeftDirectory();
  MakeDirectory("gtest-redis-" + std::to_string(getpid()) + "-0123456789");
  MakeDirectory("gtest-redis-test-abcdef");
  MakeDirectory("something-else");
  const std::vector<Leftover> found = LeftDirectories(scratch_.path());
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].name, left);
  found[0].remove();
  EXPECT_FALSE(fs::exists(left));
  EXPECT_THAT(LeftDirectories(scratch_.path()), IsEmpty());
}

// A fork of the program may go on working in it, and then the keeper waits for that.
TEST_F(LeftDirectoriesTest, AreNotThoseThatAKeeperStillLooksAfter) {
  const EnvironmentVariable variable("TMPDIR", scratch_.path());
  const Keeper keeper;
  const std::string orphan =
      scratch_.File("gtest-redis-" + std::to_string(DeadProcess()) + "-0123456789");
  fs::rename(keeper.directory(), orphan);
  EXPECT_THAT(LeftDirectories(scratch_.path()), IsEmpty());
}

TEST_F(LeftDirectoriesTest, AreNoneWhereThereIsNoBase) {
  EXPECT_THAT(LeftDirectories(scratch_.File("none")), IsEmpty());
}

}  // namespace
}  // namespace gtest_redis
