// Targets that look like production: each is refused, or handled so that no key of theirs is lost.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>

#include "process/child.h"
#include "process/deadline.h"
#include "process/keeper.h"
#include "server/mark.h"
#include "target.h"

namespace gtest_redis {
namespace {

using std::chrono::milliseconds;
using ::testing::AllOf;
using ::testing::HasSubstr;

TEST(StrangerTest, KeepsKeysWithoutAMark) {
  Target target;
  target.Fill(3, 5);
  EXPECT_THAT(TakeAndFlush(target.url(), Impatient(3)),
              AllOf(HasSubstr("no database of the redis at 'redis://" + target.place()),
                    HasSubstr("database 3 holds 5 keys not known to be of tests"),
                    HasSubstr("GTEST_REDIS_MAY_FLUSH=" + target.place() + "/3"),
                    HasSubstr("AttachOptions::database and may_flush")));
  EXPECT_EQ(target.Keys(3), 5);
}

TEST(StrangerTest, IsToldAtOnceWhenAllDatabasesHoldKeys) {
  Target target;
  for (int database = 0; database < 16; ++database) target.Fill(database, database + 1);
  const auto start = Deadline::Clock::now();
  EXPECT_THAT(TakeAndFlush(target.url()),
              AllOf(HasSubstr("database 0 holds 1 key"), HasSubstr("database 2 holds 3 keys"),
                    HasSubstr("and so on for 13 more"),
                    HasSubstr("GTEST_REDIS_MAY_FLUSH=" + target.place() + "/0")));
  EXPECT_LT(Deadline::Clock::now() - start, milliseconds(500));
  for (int database = 0; database < 16; ++database) EXPECT_EQ(target.Keys(database), database + 1);
}

TEST(StrangerTest, KeepsKeysInOtherDatabases) {
  Target target;
  target.Fill(0, 5);
  target.Fill(1, 6);
  for (int round = 0; round < 20; ++round) EXPECT_EQ(TakeAndFlush(target.url()), "taken");
  EXPECT_EQ(target.Keys(0), 5);
  EXPECT_EQ(target.Keys(1), 6);
}

TEST(StrangerTest, LosesKeysOnlyByLeaveForThatServerAndDatabase) {
  Target target;
  target.Fill(3, 5);
  target.Fill(4, 5);
  {
    const EnvironmentVariable other("GTEST_REDIS_MAY_FLUSH", "127.0.0.1:1/3," + target.place());
    EXPECT_THAT(TakeAndFlush(target.url(), Impatient(3)), HasSubstr("holds 5 keys"));
  }
  const EnvironmentVariable leave("GTEST_REDIS_MAY_FLUSH",
                                  "127.0.0.1:1/3," + target.place() + "/3");
  EXPECT_THAT(TakeAndFlush(target.url(), Impatient(4)), HasSubstr("holds 5 keys"));
  EXPECT_EQ(TakeAndFlush(target.url(), Impatient(3)), "taken");
  EXPECT_EQ(target.Keys(3), 0);
  EXPECT_EQ(target.Keys(4), 5);
}

TEST(StrangerTest, GivesLeaveInCodeForOneDatabaseOnly) {
  Target target;
  target.Fill(3, 5);
  AttachOptions options;
  options.may_flush = true;
  EXPECT_THAT(TakeAndFlush(target.url(), options), HasSubstr("AttachOptions::database says which"));
  options.database = 3;
  EXPECT_EQ(TakeAndFlush(target.url(), options), "taken");
  EXPECT_EQ(target.Keys(3), 0);
}

TEST(StrangerTest, IsNoReplica) {
  Target master;
  Target replica;
  replica.Run(0, {"REPLICAOF", "127.0.0.1", std::to_string(master.server().port())});
  master.Fill(0, 5);
  ASSERT_TRUE(WaitUntil(Deadline(std::chrono::seconds(10)), [&] { return replica.Keys(0) == 5; }));
  EXPECT_THAT(TakeAndFlush(replica.url(), Impatient(3)),
              HasSubstr("it is a replica of 127.0.0.1:" + std::to_string(master.server().port())));
  EXPECT_EQ(replica.Keys(0), 5);
  EXPECT_EQ(master.Keys(0), 5);
}

TEST(StrangerTest, KeepsADatabaseThatHisClientHasSelected) {
  Target target;
  Connection stranger = target.Stranger(3);
  stranger.Command("CLIENT", "SETNAME", "worker");
  EXPECT_THAT(TakeAndFlush(target.url(), Impatient(3)),
              AllOf(HasSubstr("database 3 is selected by 1 client not of tests"),
                    HasSubstr("'worker'"), HasSubstr("GTEST_REDIS_MAY_FLUSH=")));
  EXPECT_EQ(TakeAndFlush(target.url(), Impatient(4)), "taken");
}

TEST(StrangerTest, KeepsDatabaseZeroWhileHeHasSelectedNone) {
  Target target;
  const Connection stranger = target.Stranger();
  EXPECT_THAT(TakeAndFlush(target.url(), Impatient(0)),
              HasSubstr("database 0 is selected by 1 client"));
}

TEST(StrangerTest, MayPersist) {
  ServerOptions options;
  options.config = {{"save", "3600 1"}, {"appendonly", "yes"}};
  Target target(options);
  target.Fill(0, 5);
  EXPECT_EQ(TakeAndFlush(target.url(), Impatient(3)), "taken");
  EXPECT_EQ(target.Keys(0), 5);
}

TEST(StrangerTest, IsNoNodeOfACluster) {
  ServerOptions options;
  options.config = {{"cluster-enabled", "yes"}};
  Target target(options);
  EXPECT_THAT(TakeAndFlush(target.url(), Impatient(0)), HasSubstr("it is a node of a cluster"));
}

TEST(StrangerTest, IsWaitedForWhileItLoads) {
  ServerOptions options;
  if (!Target().AtLeast(6)) GTEST_SKIP() << "redis 5 cannot be made to load slowly";
  options.config = {{"appendonly", "yes"}, {"appendfsync", "always"}, {"key-load-delay", "50"}};
  Target target(options);
  target.Fill(0, 20000);
  target.server().Kill();
  // Restart() itself waits for the end of loading.
  auto restarted = std::async(std::launch::async, [&] { target.server().Restart(); });
  EXPECT_THAT(TakeAndFlush(target.url(), Impatient(3)),
              HasSubstr("it was not ready within 300 ms"));
  EXPECT_EQ(TakeAndFlush(target.url()), "taken");
  restarted.get();
  EXPECT_EQ(target.Keys(0), 20000);
}

TEST(StrangerTest, IsToldThatTheServerIsFull) {
  ServerOptions options;
  options.maxmemory = "1mb";
  Target target(options);
  target.Run(0, {"SETRANGE", "big", "1000000", "x"});
  EXPECT_THAT(
      TakeAndFlush(target.url(), Impatient(3)),
      AllOf(HasSubstr("is full, although database 3 is empty"), HasSubstr("used_memory is "),
            HasSubstr("maxmemory 1048576 bytes, maxmemory-policy noeviction: OOM")));
  EXPECT_EQ(target.Keys(0), 1);
}

TEST(StrangerTest, IsTakenWhenFullOnlyOfWhatTestsLeft) {
  ServerOptions options;
  options.maxmemory = "3mb";
  Target target(options);
  EXPECT_EQ(TakeAndFlush(target.url(), Impatient(3)), "taken");
  target.Run(3, {"SETRANGE", "big", "3000000", "x"});
  EXPECT_EQ(TakeAndFlush(target.url(), Impatient(3)), "taken");
}

TEST(StrangerTest, KeepsWhatTestsLeftMoreThanSevenDaysAgo) {
  Target target;
  Connection redis = target.Stranger(3);
  const mark::Day today = mark::Today(redis);
  target.Fill(3, 5);
  redis.Execute(mark::SetCommand(3, today - 7));
  redis = target.Stranger(4);
  EXPECT_THAT(TakeAndFlush(target.url(), Impatient(3)), HasSubstr("holds 5 keys"));
  EXPECT_EQ(target.Keys(3), 5);
  redis.Execute(mark::SetCommand(3, today - 6));
  EXPECT_EQ(TakeAndFlush(target.url(), Impatient(3)), "taken");
  EXPECT_EQ(target.Keys(3), 0);
}

// Before 7.0, what keeps the keys over a restart keeps scripts, too, and so the mark.
void LoseMarksWithTheNextRestart(const Target& target) {
  if (!target.AtLeast(7)) target.Run(0, {"SCRIPT", "FLUSH"});
}

TEST(StrangerTest, KeepsWhatARestartKeptWithoutTheMark) {
  ServerOptions options;
  options.config = {{"appendonly", "yes"}, {"appendfsync", "always"}};
  Target target(options);
  EXPECT_EQ(TakeAndFlush(target.url(), Impatient(3)), "taken");
  target.Fill(3, 5);
  LoseMarksWithTheNextRestart(target);
  target.server().Restart();
  EXPECT_THAT(TakeAndFlush(target.url(), Impatient(3)), HasSubstr("holds 5 keys"));
  EXPECT_EQ(target.Keys(3), 5);
}

TEST(StrangerTest, KeepsWhatARestartKeptUnderAnAttachedProgram) {
  ServerOptions options;
  options.config = {{"appendonly", "yes"}, {"appendfsync", "always"}};
  Target target(options);
  const auto attached = Attach(target.url(), Impatient(3));
  attached->Flush();
  target.Fill(3, 5);
  LoseMarksWithTheNextRestart(target);
  target.server().Restart();
  EXPECT_THAT(ErrorOf([&] { attached->Flush(); }), HasSubstr("holds 5 keys"));
  EXPECT_EQ(target.Keys(3), 5);
}

TEST(StrangerTest, KeepsWhatHeFillsInBetweenTheClaimAndTheFirstFlush) {
  Target target;
  const auto attached = Attach(target.url(), Impatient(3));
  target.Fill(3, 5);
  for (int round = 0; round < 2; ++round) {
    EXPECT_THAT(ErrorOf([&] { attached->Flush(); }),
                AllOf(HasSubstr("database 3 of the redis at"),
                      HasSubstr("was empty when it was taken, and holds 5 keys now"),
                      HasSubstr("GTEST_REDIS_MAY_FLUSH=" + target.place() + "/3")));
  }
  EXPECT_THAT(ErrorOf([&] { attached->CheckCommand({"flushdb"}); }), HasSubstr("holds 5 keys now"));
  EXPECT_EQ(target.Keys(3), 5);
}

TEST(StrangerTest, KeepsWhatHeFillsInAlsoWhenTheMarkOfTheDayBeforeIsThere) {
  Target target;
  Connection redis = target.Stranger(4);
  redis.Execute(mark::SetCommand(3, mark::Today(redis) - 1));
  auto attached = Attach(target.url(), Impatient(3));
  target.Fill(3, 5);
  EXPECT_THAT(ErrorOf([&] { attached->Flush(); }), HasSubstr("holds 5 keys now"));
  attached.reset();
  EXPECT_THAT(TakeAndFlush(target.url(), Impatient(3)), HasSubstr("not known to be of tests"));
  EXPECT_EQ(target.Keys(3), 5);
}

TEST(StrangerTest, IsNotSuspectedOfWhatTheProgramWroteItself) {
  Target target;
  const auto attached = Attach(target.url(), Impatient(3));
  attached->CheckCommand({"SET", "key", "value"});
  target.Fill(3, 5);
  attached->CheckCommand({"FLUSHDB"});
  attached->Flush();
  EXPECT_EQ(target.Keys(3), 0);
}

TEST(StrangerTest, MayTakeOverWhatAKilledProgramHeld) {
  Target target;
  Child program = Child::Start({{ATTACH_PROGRAM, "hold", target.url().ToString(), "3"},
                                {},
                                "",
                                Keeper::Get().directory() + "/program.log"});
  ASSERT_TRUE(WaitUntil(Deadline(std::chrono::seconds(10)), [&] { return target.Keys(3) == 1; }));
  EXPECT_THAT(TakeAndFlush(target.url(), Impatient(3)),
              HasSubstr(std::to_string(program.pid()) + "' has database 3"));
  program.Stop(milliseconds(0));
  EXPECT_EQ(TakeAndFlush(target.url(), Impatient(3)), "taken");
  EXPECT_EQ(target.Keys(3), 0);
}

}  // namespace
}  // namespace gtest_redis
