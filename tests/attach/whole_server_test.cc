#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <future>

#include "gtest_redis/redis/info.h"
#include "process/deadline.h"
#include "target.h"

namespace gtest_redis {
namespace {

using std::chrono::milliseconds;
using ::testing::AllOf;
using ::testing::HasSubstr;

std::string ErrorOfTakingWhole(AttachedServer& server) {
  return ErrorOf([&] {
    server.TakeWhole(false);
    server.ReleaseWhole();
  });
}

TEST(WholeServerTest, IsHadByOneProgramAtATime) {
  Target target;
  const auto first = Attach(target.url(), Impatient());
  const auto second = Attach(target.url(), Impatient());
  first->TakeWhole(false);
  const std::string pid = std::to_string(getpid());
  EXPECT_THAT(ErrorOfTakingWhole(*second),
              AllOf(HasSubstr("waited 300 ms for the whole of the redis at 'redis://127.0.0.1:"),
                    HasSubstr(pid + "' has the whole server")));
  EXPECT_THAT(ErrorOf([&] { second->Use(); }),
              AllOf(HasSubstr("for a turn to use database"), HasSubstr("has the whole server")));
  first->ReleaseWhole();
  EXPECT_EQ(ErrorOfTakingWhole(*second), "no error");
  second->Use();
}

TEST(WholeServerTest, IsNotHadWhileATestUsesTheServer) {
  Target target;
  const auto first = Attach(target.url(), Impatient());
  const auto second = Attach(target.url(), Impatient());
  first->Use();
  EXPECT_THAT(ErrorOfTakingWhole(*second), HasSubstr("runs a test on database"));
  first->Yield();
  EXPECT_EQ(ErrorOfTakingWhole(*second), "no error");
}

TEST(WholeServerTest, KeepsNewTestsWaitingForWhoeverWantsIt) {
  Target target;
  AttachOptions patient = Impatient();
  patient.claim_timeout = std::chrono::seconds(30);
  const auto user = Attach(target.url(), patient);
  const auto taker = Attach(target.url(), patient);
  const auto next = Attach(target.url(), patient);
  user->Use();
  auto taken = std::async(std::launch::async, [&] { taker->TakeWhole(false); });
  Connection redis = target.Stranger(user->url().database);
  ASSERT_TRUE(WaitUntil(Deadline(std::chrono::seconds(10)), [&] {
    return redis.Command("CLIENT", "LIST").string().find(":want:") != std::string::npos;
  }));
  auto used = std::async(std::launch::async, [&] { next->Use(); });
  EXPECT_EQ(used.wait_for(milliseconds(50)), std::future_status::timeout);
  user->Yield();
  taken.get();
  EXPECT_EQ(used.wait_for(milliseconds(50)), std::future_status::timeout);
  taker->ReleaseWhole();
  used.get();
}

// The one that does not erase keys has keys itself, in a test that goes on.
TEST(WholeServerTest, GoesLastToWhoeverErasesKeys) {
  Target target;
  const auto user = Attach(target.url());
  const auto eraser = Attach(target.url());  // Comes first among equals.
  const auto keeper = Attach(target.url());
  user->Use();
  std::atomic<int> turn = 0;
  const auto take = [&turn](AttachedServer& server, bool erases) {
    server.TakeWhole(erases);
    const int mine = ++turn;
    server.ReleaseWhole();
    return mine;
  };
  Connection redis = target.Stranger(user->url().database);
  const auto waits = [&redis](const std::string& mode) {
    return WaitUntil(Deadline(std::chrono::seconds(10)), [&] {
      return redis.Command("CLIENT", "LIST").string().find(mode) != std::string::npos;
    });
  };
  auto erased = std::async(std::launch::async, [&] { return take(*eraser, true); });
  ASSERT_TRUE(waits(":erase:"));
  auto kept = std::async(std::launch::async, [&] { return take(*keeper, false); });
  ASSERT_TRUE(waits(":want:"));
  user->Yield();
  EXPECT_EQ(kept.get(), 1);
  EXPECT_EQ(erased.get(), 2);
}

TEST(WholeServerTest, IsHadByTwoTestsInTurnThatBothUseTheServer) {
  Target target;
  const auto first = Attach(target.url());
  const auto second = Attach(target.url());
  first->Use();
  second->Use();
  const auto finish_test = [](AttachedServer& server) {
    const std::string error = ErrorOfTakingWhole(server);
    server.Yield();
    return error;
  };
  auto one = std::async(std::launch::async, [&] { return finish_test(*first); });
  EXPECT_EQ(finish_test(*second), "no error");
  EXPECT_EQ(one.get(), "no error");
}

// Two look at the same moment: neither sees the other yet.
TEST(WholeServerTest, IsHadByNobodyElseHoweverManyTryAtOnce) {
  Target target;
  AttachOptions options;
  options.may_change_server = true;
  std::atomic<int> whole = 0;
  std::atomic<int> users = 0;
  std::atomic<int> conflicts = 0;
  const auto take = [&] {
    const auto server = Attach(target.url(), options);
    for (int i = 0; i < 300; ++i) {
      server->TakeWhole(false);
      if (++whole != 1 || users != 0) ++conflicts;
      Pause(std::chrono::microseconds(100));  // Long enough for somebody else to come in.
      --whole;
      server->ReleaseWhole();
    }
  };
  const auto use = [&] {
    const auto server = Attach(target.url(), options);
    for (int i = 0; i < 200; ++i) {
      server->Use();
      ++users;
      if (whole != 0) ++conflicts;
      --users;
      server->Yield();
    }
  };
  std::vector<std::future<void>> threads;
  for (int i = 0; i < 4; ++i) threads.push_back(std::async(std::launch::async, take));
  for (int i = 0; i < 4; ++i) threads.push_back(std::async(std::launch::async, use));
  for (std::future<void>& thread : threads) thread.get();
  EXPECT_EQ(conflicts, 0);
}

TEST(WholeServerTest, IsReleasedAsOftenAsItWasTaken) {
  Target target;
  const auto first = Attach(target.url(), Impatient());
  const auto second = Attach(target.url(), Impatient());
  first->TakeWhole(false);
  first->TakeWhole(false);
  first->ReleaseWhole();
  EXPECT_THAT(ErrorOfTakingWhole(*second), HasSubstr("has the whole server"));
  first->ReleaseWhole();
  EXPECT_EQ(ErrorOfTakingWhole(*second), "no error");
}

TEST(WholeServerTest, IsFreeAgainWhenItsHolderGoes) {
  Target target;
  auto first = Attach(target.url(), Impatient());
  const auto second = Attach(target.url(), Impatient());
  first->TakeWhole(false);
  first->CheckCommand({"CONFIG", "SET", "maxmemory", "1"});
  target.Run(0, {"CONFIG", "SET", "maxmemory", "1"});
  first.reset();
  EXPECT_EQ(target.Directive("maxmemory"), "0");
  EXPECT_EQ(ErrorOfTakingWhole(*second), "no error");
}

TEST(WholeServerTest, IsRefusedWhileStrangersHaveKeys) {
  Target target;
  target.Fill(5, 7);
  const auto attached = Attach(target.url(), Impatient());
  EXPECT_THAT(ErrorOfTakingWhole(*attached),
              AllOf(HasSubstr("may not be changed as a whole, because others use it"),
                    HasSubstr("database 5 holds 7 keys;"),
                    HasSubstr("GTEST_REDIS_MAY_CHANGE_SERVER=" + target.place() + " in the env"),
                    HasSubstr("AttachOptions::may_change_server")));
}

TEST(WholeServerTest, IsRefusedWhileStrangersAreConnected) {
  Target target;
  const auto attached = Attach(target.url(), Impatient(3));
  Connection stranger = target.Stranger(5);
  stranger.Command("CLIENT", "SETNAME", "worker");
  EXPECT_THAT(ErrorOfTakingWhole(*attached),
              AllOf(HasSubstr("1 client not of tests connected"), HasSubstr("'worker'")));
}

TEST(WholeServerTest, IsRefusedWhileAReplicaFollows) {
  Target target;
  Target replica;
  replica.Run(0, {"REPLICAOF", "127.0.0.1", std::to_string(target.server().port())});
  ASSERT_TRUE(WaitUntil(Deadline(std::chrono::seconds(10)), [&] {
    return Info(target.Run(0, {"INFO", "replication"}).string()).Integer("connected_slaves") == 1;
  }));
  const auto attached = Attach(target.url(), Impatient(3));
  EXPECT_THAT(ErrorOfTakingWhole(*attached), HasSubstr("1 client not of tests"));
}

TEST(WholeServerTest, IsNotRefusedForWhatTestsHave) {
  Target target;
  const auto first = Attach(target.url(), Impatient(3));
  const auto second = Attach(target.url(), Impatient(4));
  const Connection service = target.Stranger(3);
  const Connection other_service = target.Stranger(4);
  second->Flush();
  target.Fill(3, 5);
  target.Fill(4, 5);
  EXPECT_EQ(TakeAndFlush(target.url(), Impatient(5)), "taken");
  target.Fill(5, 5);  // Left by a test that is gone.
  EXPECT_EQ(ErrorOfTakingWhole(*first), "no error");
}

TEST(WholeServerTest, IsHadDespiteStrangersByLeave) {
  Target target;
  target.Fill(5, 7);
  {
    const EnvironmentVariable leave("GTEST_REDIS_MAY_CHANGE_SERVER", target.place());
    EXPECT_EQ(ErrorOfTakingWhole(*Attach(target.url(), Impatient())), "no error");
  }
  AttachOptions options;
  options.may_change_server = true;
  EXPECT_EQ(ErrorOfTakingWhole(*Attach(target.url(), options)), "no error");
  EXPECT_EQ(target.Keys(5), 7);
}

TEST(CheckedCommandTest, IsSentWhenItReachesNoFurtherThanTheDatabase) {
  Target target;
  const auto attached = Attach(target.url(), Impatient(3));
  attached->CheckCommand({"SET", "key", "value"});
  attached->CheckCommand({"CONFIG", "GET", "maxmemory"});
  attached->CheckCommand({"SELECT", "3"});
}

TEST(CheckedCommandTest, IsRefusedWhenItReachesTooFar) {
  Target target;
  const auto attached = Attach(target.url(), Impatient(3));
  attached->TakeWhole(false);
  EXPECT_THAT(ErrorOf([&] {
                attached->CheckCommand({"flushall", "sync"});
              }),
              AllOf(HasSubstr("'flushall sync' is not sent to the redis at 'redis://"),
                    HasSubstr("FLUSHDB empties this program's own")));
  EXPECT_THAT(ErrorOf([&] {
                attached->CheckCommand({"SELECT", "4"});
              }),
              HasSubstr("this program has database 3 of this server, and not '4'"));
}

TEST(CheckedCommandTest, IsSentForTheWholeServerToWhoeverHasIt) {
  Target target;
  const auto attached = Attach(target.url(), Impatient(3));
  EXPECT_THAT(ErrorOf([&] {
                attached->CheckCommand({"CONFIG", "SET", "maxmemory", "1"});
              }),
              AllOf(HasSubstr("'CONFIG SET maxmemory' is not sent to the redis at"),
                    HasSubstr("use Enter(), ConfigOverride, or RedisServer::TakeWhole()")));
  attached->TakeWhole(false);
  attached->CheckCommand({"CONFIG", "SET", "maxmemory", "1"});
}

TEST(AttachedServerTest, IsNotToBeKilledOrPaused) {
  Target target;
  const auto attached = Attach(target.url(), Impatient());
  for (const auto& action : std::vector<std::function<void()>>{
           [&] { attached->Stop(milliseconds(0)); }, [&] { attached->Pause(); },
           [&] { attached->Resume(); }}) {
    EXPECT_THAT(ErrorOf<UnsupportedError>(action),
                AllOf(HasSubstr("the redis at 'redis://127.0.0.1:"),
                      HasSubstr("it is run by somebody else")));
  }
  EXPECT_TRUE(attached->running());
  target.server().Kill();
  EXPECT_FALSE(attached->running());
}

}  // namespace
}  // namespace gtest_redis
