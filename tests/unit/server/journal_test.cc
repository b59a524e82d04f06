#include "server/journal.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "gtest_redis/server/server_error.h"
#include "process/environment_variable.h"
#include "process/scratch_directory.h"

namespace gtest_redis {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class JournalTest : public ::testing::Test {
 protected:
  ScratchDirectory state_;
  EnvironmentVariable state_home_{"XDG_STATE_HOME", state_.path() + "/made/by/it"};
};

TEST_F(JournalTest, IsReadAsItWasWritten) {
  Journal written = Journal::Of("host:7000", "abc");
  written.note = "restored 1";
  written.commands = {{"CONFIG", "SET", "maxmemory", "0"}, {"REPLICAOF", "NO", "ONE"}};
  written.Write();
  const std::vector<Journal> all = Journal::ReadAll();
  ASSERT_THAT(all, SizeIs(1));
  EXPECT_EQ(all[0].place, "host:7000");
  EXPECT_EQ(all[0].run_id, "abc");
  EXPECT_EQ(all[0].owner.pid, getpid());
  EXPECT_EQ(all[0].note, "restored 1");
  EXPECT_EQ(all[0].commands, written.commands);
  written.Remove();
  EXPECT_THAT(Journal::ReadAll(), IsEmpty());
}

TEST_F(JournalTest, IsForThisUserOnly) {
  Journal::Of("host:7000", "abc").Write();
  struct stat status {};
  ASSERT_EQ(stat(Journal::Directory().c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0700U);
}

TEST_F(JournalTest, SaysWhereItCannotBeWritten) {
  const EnvironmentVariable nowhere("XDG_STATE_HOME", "/proc/nowhere");
  try {
    Journal::Of("host:7000", "abc").Write();
    FAIL() << "it was written";
  } catch (const ServerError& error) {
    EXPECT_THAT(error.what(), HasSubstr("'/proc/nowhere/gtest-redis'"));
    EXPECT_THAT(error.what(), HasSubstr("XDG_STATE_HOME says where else"));
  }
}

TEST_F(JournalTest, IsPassedOverWhenItIsNone) {
  Journal::Of("host:7000", "abc").Write();
  state_.Write("made/by/it/gtest-redis/torn.json", "{\"place\": ");
  state_.Write("made/by/it/gtest-redis/other.json", "[1, 2]");
  EXPECT_THAT(Journal::ReadAll(), SizeIs(1));
}

TEST_F(JournalTest, KnowsWhetherItsOwnerLives) {
  Journal journal = Journal::Of("host:7000", "abc");
  EXPECT_FALSE(journal.owner_is_dead());
  journal.owner.start += 1;  // The process id came again.
  EXPECT_TRUE(journal.owner_is_dead());
  journal.host = "another-machine.invalid";
  EXPECT_FALSE(journal.owner_is_dead());
}

TEST_F(JournalTest, GoesToTheHomeDirectoryOrElseToTmp) {
  const EnvironmentVariable no_state("XDG_STATE_HOME", "");
  const EnvironmentVariable home("HOME", state_.path());
  EXPECT_EQ(Journal::Directory(), state_.path() + "/.local/state/gtest-redis");
  const EnvironmentVariable no_home("HOME", "/nonexistent");
  EXPECT_EQ(Journal::Directory(), "/tmp/gtest-redis-journal-" + std::to_string(getuid()));
}

}  // namespace
}  // namespace gtest_redis
