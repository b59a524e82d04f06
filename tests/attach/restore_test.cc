#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>

#include "gtest_redis/redis/info.h"
#include "process/child.h"
#include "process/deadline.h"
#include "process/keeper.h"
#include "server/journal.h"
#include "server/mark.h"
#include "target.h"

namespace gtest_redis {
namespace {

namespace fs = std::filesystem;
using std::chrono::seconds;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// As a connection of the program does.
void Send(Target& target, AttachedServer& server, const std::vector<std::string>& command) {
  server.CheckCommand(command);
  EXPECT_FALSE(target.Run(0, command).is_error());
}

TEST(RestoreTest, PutsBackWhatWasChangedWhenTheWholeServerIsReleased) {
  Target target;
  const auto attached = Attach(target.url(), Impatient());
  attached->TakeWhole(false);
  Send(target, *attached, {"CONFIG", "SET", "maxmemory", "100mb"});
  Send(target, *attached, {"config", "set", "MaxMemory", "200mb"});
  Send(target, *attached, {"CONFIG", "SET", "maxmemory-policy", "allkeys-lru"});
  EXPECT_EQ(target.Directive("maxmemory"), "209715200");
  attached->ReleaseWhole();
  EXPECT_EQ(target.Directive("maxmemory"), "0");
  EXPECT_EQ(target.Directive("maxmemory-policy"), "noeviction");
  EXPECT_THAT(Journal::ReadAll(), IsEmpty());
}

TEST(RestoreTest, SaysWhenRedisRefuses) {
  Target target;
  if (!target.AtLeast(7)) GTEST_SKIP() << "the right to a subcommand can be taken since redis 7.0";
  const auto attached = Attach(target.url(), Impatient());
  attached->TakeWhole(false);
  Send(target, *attached, {"CONFIG", "SET", "maxmemory", "1"});
  target.Run(0, {"ACL", "SETUSER", "default", "-config|set"});
  EXPECT_THAT(ErrorOf([&] { attached->ReleaseWhole(); }),
              AllOf(HasSubstr("is left changed: it refuses 'CONFIG SET maxmemory 0'"),
                    HasSubstr("NOPERM")));
  target.Run(0, {"ACL", "SETUSER", "default", "+config|set"});
  attached->ReleaseWhole();
  EXPECT_EQ(target.Directive("maxmemory"), "0");
}

TEST(RestoreTest, KeepsAJournalWhileSomethingIsChanged) {
  Target target;
  const auto attached = Attach(target.url(), Impatient());
  attached->TakeWhole(false);
  EXPECT_THAT(Journal::ReadAll(), IsEmpty());
  Send(target, *attached, {"CONFIG", "SET", "maxmemory", "1"});
  const std::vector<Journal> journals = Journal::ReadAll();
  ASSERT_THAT(journals, SizeIs(1));
  EXPECT_EQ(journals[0].place, target.place());
  EXPECT_EQ(journals[0].owner.pid, getpid());
  EXPECT_THAT(journals[0].commands, ElementsAre(ElementsAre("CONFIG", "SET", "maxmemory", "0")));
  EXPECT_EQ(fs::status(Journal::Directory()).permissions(), fs::perms::owner_all);
}

TEST(RestoreTest, IsNotDoneByAnotherProgramWhileTheOwnerLives) {
  Target target;
  const auto attached = Attach(target.url(), Impatient());
  attached->TakeWhole(false);
  Send(target, *attached, {"CONFIG", "SET", "maxmemory", "1"});
  const auto other = Attach(target.url(), Impatient());
  EXPECT_THAT(other->notices(), IsEmpty());
  EXPECT_EQ(target.Directive("maxmemory"), "1");
}

// A journal as a program of this machine leaves it that was killed together with its keeper.
Journal LeaveJournal(Target& target, const std::string& value_before) {
  const Info info(target.Run(0, {"INFO"}).string());
  Journal journal = Journal::Of(target.place(), info.Text("run_id"));
  journal.owner.start -= 1;
  journal.note = "restored 42";
  journal.commands = {{"CONFIG", "SET", "maxmemory", value_before}};
  journal.Write();
  return journal;
}

TEST(RestoreTest, IsDoneByTheNextProgramForADeadOne) {
  Target target;
  LeaveJournal(target, "0");
  target.Run(0, {"CONFIG", "SET", "maxmemory", "1"});
  const auto attached = Attach(target.url(), Impatient());
  EXPECT_EQ(target.Directive("maxmemory"), "0");
  EXPECT_THAT(attached->notices(),
              ElementsAre(AllOf(HasSubstr("the redis at 'redis://127.0.0.1:"),
                                HasSubstr("was left changed by '"),
                                HasSubstr("which is dead: 'maxmemory' was '1' and is '0' again"))));
  EXPECT_THAT(Journal::ReadAll(), IsEmpty());
}

TEST(RestoreTest, IsDoneForADeadProgramByOneThatWasAttachedBefore) {
  Target target;
  const auto attached = Attach(target.url(), Impatient());
  LeaveJournal(target, "0");
  target.Run(0, {"CONFIG", "SET", "maxmemory", "1"});
  attached->TakeWhole(false);
  EXPECT_EQ(target.Directive("maxmemory"), "0");
  EXPECT_THAT(attached->notices(), SizeIs(1));
}

TEST(RestoreTest, IsNotDoneOverWhatAPersonSetAfterTheKeeperDidIt) {
  Target target;
  const Journal journal = LeaveJournal(target, "0");
  target.Run(0, {"SCRIPT", "LOAD", "-- gtest-redis: " + journal.note});
  target.Run(0, {"CONFIG", "SET", "maxmemory", "1gb"});
  const auto attached = Attach(target.url(), Impatient());
  EXPECT_EQ(target.Directive("maxmemory"), "1073741824");
  EXPECT_THAT(attached->notices(), IsEmpty());
  EXPECT_THAT(Journal::ReadAll(), IsEmpty());
}

TEST(RestoreTest, IsNotDoneOnAServerThatWasRestartedSince) {
  Target target;
  LeaveJournal(target, "12345678");
  target.server().Restart();
  const auto attached = Attach(target.url(), Impatient());
  EXPECT_EQ(target.Directive("maxmemory"), "0");
  EXPECT_THAT(Journal::ReadAll(), IsEmpty());
}

// Waits until the program says that it has the whole server, or no longer says so.
bool AwaitClaim(const Target& target, bool wanted) {
  return WaitUntil(Deadline(seconds(10)), [&] {
    const std::string clients = target.Run(0, {"CLIENT", "LIST"}).string();
    return (clients.find("gtest-redis:3:whole:") != std::string::npos) == wanted;
  });
}

Child StartChanging(const Target& target) {
  return Child::Start({{ATTACH_PROGRAM, "change", target.url().ToString(), "3"},
                       {},
                       "",
                       Keeper::Get().directory() + "/program.log"});
}

bool AwaitDirective(const Target& target, const std::string& maxmemory) {
  return WaitUntil(Deadline(seconds(10)),
                   [&] { return target.Directive("maxmemory") == maxmemory; });
}

TEST(RestoreTest, IsDoneByTheKeeperOfAKilledProgram) {
  Target target;
  Child program = StartChanging(target);
  ASSERT_TRUE(AwaitDirective(target, "123456789"));
  kill(program.pid(), SIGKILL);
  EXPECT_TRUE(AwaitClaim(target, false));
  EXPECT_EQ(target.Directive("maxmemory"), "0");
  EXPECT_TRUE(program.WaitForExit(Deadline(seconds(10))));
  EXPECT_THAT(Attach(target.url(), Impatient(3))->notices(), IsEmpty());
  EXPECT_THAT(Journal::ReadAll(), IsEmpty());
}

TEST(RestoreTest, IsDoneByTheKeeperOfAKilledProgramThatLostItsFirstConnection) {
  Target target;
  Child program = StartChanging(target);
  ASSERT_TRUE(AwaitDirective(target, "123456789"));
  Connection killer = target.Stranger();
  killer.Command("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
  ASSERT_TRUE(AwaitClaim(target, true));
  // The claim is there a moment before the promise.
  ASSERT_TRUE(WaitUntil(Deadline(seconds(10)), [&] { return target.Keys(3) == 0; }));
  ASSERT_TRUE(WaitUntil(Deadline(seconds(10)), [&] { return target.Keys(3) == 1; }));
  kill(program.pid(), SIGKILL);
  EXPECT_TRUE(AwaitClaim(target, false));
  EXPECT_EQ(target.Directive("maxmemory"), "0");
}

TEST(RestoreTest, BringsBackTheMarksOfOthersAfterAScriptFlush) {
  Target target;
  EXPECT_EQ(TakeAndFlush(target.url(), Impatient(3)), "taken");
  target.Fill(3, 5);
  const auto attached = Attach(target.url(), Impatient(4));
  attached->TakeWhole(false);
  Send(target, *attached, {"SCRIPT", "FLUSH"});
  attached->ReleaseWhole();
  EXPECT_EQ(TakeAndFlush(target.url(), Impatient(3)), "taken");
}

TEST(RestoreTest, EndsReplication) {
  Target target;
  Target master;
  const auto attached = Attach(target.url(), Impatient(3));
  attached->TakeWhole(false);
  Send(target, *attached, {"REPLICAOF", "127.0.0.1", std::to_string(master.server().port())});
  attached->ReleaseWhole();
  EXPECT_EQ(Info(target.Run(0, {"INFO", "replication"}).string()).Text("role"), "master");
}

TEST(RestoreTest, FollowsTheClaimToANewConnection) {
  Target target;
  const auto attached = Attach(target.url(), Impatient(3));
  attached->TakeWhole(false);
  Send(target, *attached, {"CONFIG", "SET", "maxmemory", "123456789"});
  target.Run(3, {"CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"});
  attached->ReleaseWhole();
  EXPECT_EQ(target.Directive("maxmemory"), "0");
}

}  // namespace
}  // namespace gtest_redis
