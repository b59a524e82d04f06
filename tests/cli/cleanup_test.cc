#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "command.h"
#include "process/scratch_directory.h"

namespace gtest_redis {
namespace {

namespace fs = std::filesystem;

using ::testing::HasSubstr;

class CleanupTest : public ::testing::Test {
 protected:
  CleanupTest() {
    const pid_t pid = fork();
    if (pid == 0) _exit(0);
    waitpid(pid, nullptr, 0);
    left_ = scratch_.File("gtest-redis-" + std::to_string(pid) + "-0123456789");
    fs::create_directory(left_);
  }
  CommandResult Cleanup(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), "cleanup");
    return RunCommand(arguments, {{"TMPDIR", scratch_.path()},
                                  {"XDG_STATE_HOME", scratch_.path()},
                                  {"DOCKER_HOST", "unix://" + scratch_.File("docker.sock")}});
  }

  ScratchDirectory scratch_;
  std::string left_;
};

TEST_F(CleanupTest, OnlyListsWhatItWouldRemoveWhenThatIsAskedFor) {
  const CommandResult result = Cleanup({"--dry-run"});
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_THAT(result.output, HasSubstr(left_));
  EXPECT_THAT(result.output, HasSubstr("would be removed"));
  EXPECT_TRUE(fs::exists(left_));
}

TEST_F(CleanupTest, RemovesWhatIsLeft) {
  const CommandResult result = Cleanup({});
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_THAT(result.output, HasSubstr(left_));
  EXPECT_FALSE(fs::exists(left_));
}

TEST_F(CleanupTest, SaysThatItCouldNotLookForContainers) {
  EXPECT_THAT(Cleanup({"--dry-run"}).output,
              HasSubstr("gtest-redis: containers were not looked at: "));
}

}  // namespace
}  // namespace gtest_redis
