#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "command.h"
#include "engine/container.h"
#include "gtest_redis/redis/connection.h"
#include "process/deadline.h"
#include "process/scratch_directory.h"
#include "server/backend_choice.h"
#include "server/shared_server.h"

namespace gtest_redis {
namespace {

namespace fs = std::filesystem;

using std::chrono::milliseconds;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

// A process to be the owner of what is shared, that ends when it is killed.
class Owner {
 public:
  Owner() : pid_(fork()) {
    if (pid_ != 0) return;
    for (;;) pause();
  }
  ~Owner() { Kill(); }
  Owner(const Owner&) = delete;
  Owner& operator=(const Owner&) = delete;

  std::string pid() const { return std::to_string(pid_); }
  void Kill() {
    if (pid_ <= 0) return;
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
    pid_ = -1;
  }

 private:
  pid_t pid_;
};

class ShareNothingTest : public ::testing::Test {
 protected:
  ScratchDirectory scratch_;
  const std::string file_ = scratch_.File("shared.json");
};

TEST_F(ShareNothingTest, WritesAnEmptyFileForTheOtherBackEnds) {
  for (const char* backend : {"", "process", "attach", "docker"}) {
    scratch_.Write("shared.json", "old");
    const CommandResult result = RunCommand(
        {"share", file_}, {{"GTEST_REDIS_BACKEND", backend}, {"DOCKER_HOST", "unix:///none"}});
    EXPECT_EQ(result.exit_code, 0) << result.output;
    EXPECT_EQ(result.output, "");
    EXPECT_EQ(fs::file_size(file_), 0U);
  }
  EXPECT_EQ(RunCommand({"unshare", file_}).exit_code, 0);
  EXPECT_FALSE(fs::exists(file_));
}

TEST_F(ShareNothingTest, SharesNothingWithoutAnEngineAndSaysWhatToDo) {
  const CommandResult result =
      RunCommand({"share", file_, "--backend", "container"},
                 {{"DOCKER_HOST", "unix://" + scratch_.File("docker.sock")}});
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_THAT(result.output,
              AllOf(StartsWith("nothing is shared, and each test says so by itself: "),
                    HasSubstr("docker.sock")));
  EXPECT_EQ(fs::file_size(file_), 0U);
}

TEST_F(ShareNothingTest, IsNoErrorToUndo) {
  const CommandResult result = RunCommand({"unshare", file_});
  EXPECT_EQ(result.exit_code, 0) << result.output;
}

TEST_F(ShareNothingTest, IsNotUndoneByAFileThatSaysSomethingElse) {
  scratch_.Write("shared.json", "{\"url\": 7}");
  const CommandResult result = RunCommand({"unshare", file_});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.output, HasSubstr("shared.json' is not what `gtest-redis share` writes"));
  EXPECT_TRUE(fs::exists(file_));
}

class ShareTest : public ShareNothingTest {
 protected:
  void SetUp() override {
    const CommandResult result = Share(owner_.pid());
    ASSERT_EQ(result.exit_code, 0) << result.output;
    if (fs::file_size(file_) == 0 &&
        !IsRequired(std::getenv("GTEST_REDIS_REQUIRE"), Backend::kContainer)) {
      GTEST_SKIP() << result.output;
    }
    shared_ = SharedServer::Read(file_);
  }
  void TearDown() override { EXPECT_EQ(RunCommand({"unshare", "--force", file_}).exit_code, 0); }

  CommandResult Share(const std::string& owner) const {
    return RunCommand({"share", file_, "--for", owner}, {{"GTEST_REDIS_BACKEND", "container"}});
  }
  bool Exists() const {
    const Engine engine = Engine::At(EngineAddress::Parse(shared_.engine), "the file");
    try {
      return Container(engine, shared_.container).Inspect().running;
    } catch (const EngineError&) {
      return false;
    }
  }
  bool AwaitEnd(milliseconds time) const {
    return WaitUntil(Deadline(time), [this] { return !Exists(); });
  }

  Owner owner_;
  SharedServer shared_;
};

TEST_F(ShareTest, StartsAContainerThatIsThereUntilItIsUnshared) {
  EXPECT_TRUE(Exists());
  EXPECT_EQ(Connection(Url::Parse(shared_.url)).Command("PING").string(), "PONG");
  const CommandResult result = RunCommand({"unshare", "--force", file_});
  EXPECT_EQ(result.exit_code, 0) << result.output;
  EXPECT_EQ(result.output, "");
  EXPECT_FALSE(Exists());
  EXPECT_FALSE(shared_.holder.alive());
  EXPECT_TRUE(fs::is_empty(scratch_.path()));
}

TEST_F(ShareTest, IsNotEndedByAnotherWhileItsOwnerRuns) {
  const CommandResult result = RunCommand({"unshare", file_});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.output, HasSubstr("is still shared by process " + owner_.pid() + ";"));
  EXPECT_TRUE(Exists());
}

TEST_F(ShareTest, EndsWithItsOwner) {
  owner_.Kill();
  EXPECT_TRUE(AwaitEnd(milliseconds(2000)));
  EXPECT_TRUE(WaitUntil(Deadline(milliseconds(2000)), [this] { return !fs::exists(file_); }));
}

TEST_F(ShareTest, EndsWhenItsHolderIsKilled) {
  kill(shared_.holder.pid, SIGKILL);
  EXPECT_TRUE(AwaitEnd(milliseconds(2000)));
}

TEST_F(ShareTest, ForTheSameOwnerAgainIsTheSame) {
  EXPECT_EQ(Share(owner_.pid()).exit_code, 0);
  EXPECT_EQ(SharedServer::Read(file_).container, shared_.container);
}

TEST_F(ShareTest, IsRefusedToAnotherOwnerWhileTheFirstOneRuns) {
  const Owner other;
  const CommandResult result = Share(other.pid());
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.output, HasSubstr("is in use: process " + owner_.pid() + " shares"));
  EXPECT_TRUE(Exists());
}

TEST_F(ShareTest, IsForTheNextOwnerWhenTheFirstOneHasEnded) {
  const Owner next;
  owner_.Kill();
  EXPECT_EQ(Share(next.pid()).exit_code, 0);
  const SharedServer shared = SharedServer::Read(file_);
  EXPECT_NE(shared.container, shared_.container);
  EXPECT_EQ(Connection(Url::Parse(shared.url)).Command("PING").string(), "PONG");
  EXPECT_FALSE(Exists());
}

}  // namespace
}  // namespace gtest_redis
