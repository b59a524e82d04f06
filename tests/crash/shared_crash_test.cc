#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <optional>

#include "container/container_fixture.h"
#include "gtest_redis/redis/info.h"
#include "process/environment_variable.h"
#include "process/scratch_directory.h"
#include "random_moment.h"
#include "server/container_engine.h"
#include "server/container_server.h"
#include "server/shared_server.h"
#include "victim.h"

namespace gtest_redis {
namespace {

using std::chrono::seconds;

// A container of this program that others share, as the holder of `gtest-redis share` has it.
class SharedCrashTest : public ContainerTest {
 protected:
  void SetUp() override {
    ContainerTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    held_.emplace(InContainer());
    held_->Start();
    const ProcessIdentity self = *ProcessIdentity::Of(getpid());
    SharedServer{held_->url().ToString(),
                 held_->container_name(),
                 TheEngine().address().ToString(),
                 held_->executable(),
                 self,
                 self}
        .Write(file_);
  }
  void TearDown() override {
    held_.reset();
    ContainerTest::TearDown();
  }

  std::string RunId() const {
    Connection redis(held_->url());
    return Info::Of(redis, "server").Text("run_id");
  }

  // As the next test program finds it.
  void ExpectGoodOrder() const {
    RedisServer server = RedisServer::Share(file_, {}, seconds(10));
    EXPECT_EQ(server.url(), held_->url().ToString());
    EXPECT_TRUE(server.running());
    EXPECT_EQ(server.Command("DBSIZE").integer(), 0);
    EXPECT_EQ(server.Command("CONFIG", "GET", "maxmemory").array().at(1).string(), "0");
    EXPECT_TRUE(server.Command("SET", "key", "value").is_ok());
    server.Flush();
  }

  const ScratchDirectory scratch_;
  const std::string file_ = scratch_.File("shared.json");
  const EnvironmentVariable variable_{"GTEST_REDIS_SHARED", file_};
  std::optional<ContainerServer> held_;
};

class SharedCrashInAStateTest : public SharedCrashTest,
                                public testing::WithParamInterface<const char*> {};

TEST_P(SharedCrashInAStateTest, LeavesTheServerToTheNextProgramRestarted) {
  const std::string before = RunId();
  {
    Victim victim(GetParam());
    ASSERT_TRUE(victim.AwaitWork());
    kill(victim.pid(), SIGKILL);
    EXPECT_EQ(WTERMSIG(victim.AwaitEnd()), SIGKILL);
  }
  ExpectGoodOrder();
  const std::string restarted = RunId();
  EXPECT_NE(restarted, before);
  ExpectGoodOrder();
  EXPECT_EQ(RunId(), restarted)
      << "it was restarted for a program whose predecessor was not killed";
}

INSTANTIATE_TEST_SUITE_P(States, SharedCrashInAStateTest,
                         testing::Values("full", "paused", "killed"),
                         [](const auto& state) { return std::string(state.param); });

TEST_F(SharedCrashTest, LeavesTheServerInGoodOrderAtTwentyRandomMoments) {
  RandomMoment moment(0, seconds(1));
  for (int round = 0; round < 20; ++round) {
    SCOPED_TRACE("round " + std::to_string(round));
    {
      Victim victim("turns");
      moment.Await(victim);
      kill(victim.pid(), SIGKILL);
      EXPECT_EQ(WTERMSIG(victim.AwaitEnd()), SIGKILL);
    }
    ExpectGoodOrder();
    if (HasFailure()) return;
  }
}

}  // namespace
}  // namespace gtest_redis
