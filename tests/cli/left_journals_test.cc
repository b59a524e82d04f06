#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/leftover.h"
#include "gtest_redis/server/redis_server.h"
#include "process/environment_variable.h"
#include "process/scratch_directory.h"
#include "server/journal.h"

namespace gtest_redis {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::ThrowsMessage;

class LeftJournalsTest : public ::testing::Test {
 protected:
  std::string RunId() {
    return Info(Connection(Url::Parse(server_.url())).Command("INFO", "server").string())
        .Text("run_id");
  }
  std::string MaxMemory() {
    return Connection(Url::Parse(server_.url()))
        .Command("CONFIG", "GET", "maxmemory")
        .array()[1]
        .string();
  }
  // As a program leaves it that had `maxmemory` changed when it and its keeper were killed.
  void Leave(const std::string& run_id, const ProcessIdentity& owner) {
    Connection(Url::Parse(server_.url())).Command("CONFIG", "SET", "maxmemory", "100mb");
    Journal journal = Journal::Of("127.0.0.1:" + std::to_string(server_.port()), run_id);
    journal.owner = owner;
    journal.note = "restored";
    journal.commands = {{"CONFIG", "SET", "maxmemory", "0"}};
    journal.Write();
  }
  static ProcessIdentity Dead() { return {getpid(), 1}; }

  ScratchDirectory state_;
  const EnvironmentVariable state_home_{"XDG_STATE_HOME", state_.path()};
  const EnvironmentVariable url_{"GTEST_REDIS_URL", ""};
  RedisServer server_ = RedisServer::Start();
};

TEST_F(LeftJournalsTest, AreThoseOfDeadProcessesAndAreRemovedByPuttingBack) {
  Leave(RunId(), Dead());
  const std::vector<Leftover> left = LeftJournals();
  ASSERT_EQ(left.size(), 1U);
  EXPECT_THAT(left[0].what,
              HasSubstr("which has ended: what it changed of the redis at 127.0.0.1"));
  left[0].remove();
  EXPECT_EQ(MaxMemory(), "0");
  EXPECT_THAT(LeftJournals(), IsEmpty());
}

TEST_F(LeftJournalsTest, AreNotThoseOfProcessesThatRun) {
  Leave(RunId(), *ProcessIdentity::Of(getpid()));
  EXPECT_THAT(LeftJournals(), IsEmpty());
}

TEST_F(LeftJournalsTest, AreJustRemovedWhenTheServerWasStartedAnew) {
  Leave(std::string(40, 'a'), Dead());
  const std::vector<Leftover> left = LeftJournals();
  ASSERT_EQ(left.size(), 1U);
  left[0].remove();
  EXPECT_EQ(MaxMemory(), std::to_string(100 << 20));
  EXPECT_THAT(LeftJournals(), IsEmpty());
}

TEST_F(LeftJournalsTest, AreKeptWhenTheServerCannotBeReached) {
  Leave(RunId(), Dead());
  server_.Kill();
  const std::vector<Leftover> left = LeftJournals();
  ASSERT_EQ(left.size(), 1U);
  EXPECT_THAT(left[0].remove, ThrowsMessage<Error>(HasSubstr("Connection refused")));
  EXPECT_EQ(LeftJournals().size(), 1U);
}

}  // namespace
}  // namespace gtest_redis
