#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <set>

#include "process/deadline.h"
#include "target.h"

namespace gtest_redis {
namespace {

using std::chrono::milliseconds;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

TEST(AttachedDatabaseTest, IsOneThatTheUrlReaches) {
  Target target;
  const auto attached = Attach(target.url(), Impatient(3));
  EXPECT_EQ(attached->url().database, 3);
  Connection(attached->url()).Command("SET", "key", "value");
  EXPECT_EQ(target.Keys(3), 1);
}

TEST(AttachedDatabaseTest, IsTheOneThatTheUrlNames) {
  Target target;
  Url url = target.url();
  url.database = 7;
  EXPECT_EQ(Attach(url)->url().database, 7);
}

TEST(AttachedDatabaseTest, ShowsNoKeyOfTheLibrary) {
  Target target;
  const auto attached = Attach(target.url(), Impatient(3));
  attached->Flush();
  attached->Flush();
  EXPECT_EQ(target.Keys(3), 0);
}

TEST(AttachedDatabaseTest, IsAnotherForEachProgram) {
  Target target;
  std::vector<std::unique_ptr<AttachedServer>> all;
  std::set<int> databases;
  for (int i = 0; i < 16; ++i) {
    all.push_back(Attach(target.url()));
    databases.insert(all.back()->url().database);
  }
  EXPECT_THAT(databases, SizeIs(16));
  const std::string error = ErrorOf([&] { Attach(target.url(), Impatient()); });
  EXPECT_THAT(error, AllOf(HasSubstr("waited 300 ms for a database of the redis at 'redis://127"),
                           HasSubstr(std::to_string(getpid()) + "' has database 0, '"),
                           HasSubstr(std::to_string(getpid()) + "' has database 15;"),
                           HasSubstr("AttachOptions::claim_timeout")));
}

TEST(AttachedDatabaseTest, IsWaitedForUntilItsHolderGoes) {
  Target target;
  auto first = Attach(target.url(), Impatient(3));
  EXPECT_THAT(ErrorOf([&] { Attach(target.url(), Impatient(3)); }), HasSubstr("' has database 3"));
  first.reset();
  EXPECT_EQ(Attach(target.url(), Impatient(3))->url().database, 3);
}

TEST(AttachedDatabaseTest, IsFoundByCountingWhereConfigIsForbidden) {
  ServerOptions options;
  options.config = {{"rename-command", "CONFIG \"\""}, {"databases", "3"}};
  Target target(options);
  std::vector<std::unique_ptr<AttachedServer>> all;
  for (int i = 0; i < 3; ++i) all.push_back(Attach(target.url(), Impatient()));
  EXPECT_THAT(ErrorOf([&] { Attach(target.url(), Impatient()); }),
              AllOf(HasSubstr("has database 2"), Not(HasSubstr("has database 3"))));
}

TEST(AttachedDatabaseTest, MustBeThere) {
  Target target;
  EXPECT_THAT(ErrorOf([&] { Attach(target.url(), Impatient(99)); }),
              AllOf(HasSubstr("refuses database '99'"), HasSubstr("out of range")));
}

TEST(AttachedDatabaseTest, IsFlushedOfWhatTheLastTestLeft) {
  Target target;
  for (int round = 0; round < 3; ++round) {
    const auto attached = Attach(target.url(), Impatient(3));
    attached->Flush();
    EXPECT_EQ(target.Keys(3), 0);
    target.Fill(3, 5);
  }
}

TEST(AttachedDatabaseTest, IsNotFlushedByBeingTaken) {
  Target target;
  Attach(target.url(), Impatient(3))->Flush();
  target.Fill(3, 5);
  Attach(target.url(), Impatient(3));
  EXPECT_EQ(target.Keys(3), 5);
}

TEST(AttachedDatabaseTest, KeepsItsMarkThroughAScriptFlushByTheService) {
  Target target;
  const auto attached = Attach(target.url(), Impatient(3));
  attached->Flush();
  target.Run(3, {"SCRIPT", "FLUSH"});
  attached->Flush();
  target.Fill(3, 5);
  EXPECT_EQ(TakeAndFlush(target.url(), Impatient(4)), "taken");
}

TEST(AttachedDatabaseTest, IsWithinFiveMillisecondsOfUse) {
  Target target;
  auto best = milliseconds::max();
  for (int round = 0; round < 5; ++round) {
    const auto start = Deadline::Clock::now();
    EXPECT_EQ(TakeAndFlush(target.url()), "taken");
    best = std::min(best, std::chrono::duration_cast<milliseconds>(Deadline::Clock::now() - start));
  }
  EXPECT_LT(best, milliseconds(5));
}

}  // namespace
}  // namespace gtest_redis
