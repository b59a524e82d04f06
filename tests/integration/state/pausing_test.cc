#include "gtest_redis/state/pausing.h"

#include <chrono>
#include <optional>
#include <thread>

#include "gtest_redis/fixture/redis_matchers.h"
#include "gtest_redis/state/catalogue.h"
#include "gtest_redis/state/memory.h"
#include "process/deadline.h"
#include "state_test.h"

namespace gtest_redis {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class PausingTest : public StateTest {
 protected:
  void SetUp() override {
    // Warm: what follows is compared by its time.
    redis_.Command("PING");
  }
  // How long a PING takes.
  milliseconds PingTime() {
    const auto begin = std::chrono::steady_clock::now();
    EXPECT_THAT(redis_.Command("PING"), IsString("PONG"));
    return std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now() - begin);
  }
  // Of as many PINGs as there is time for.
  milliseconds LongestPingTime(milliseconds time) {
    milliseconds longest{0};
    for (const Deadline end(time); !end.passed();) longest = std::max(longest, PingTime());
    return longest;
  }
  std::string BusyDirective() {
    return server_.AtLeast(7, 0) ? "busy-reply-threshold" : "lua-time-limit";
  }
};

using HungTest = PausingTest;
using StalledTest = PausingTest;
using WritesPausedTest = PausingTest;
using BusyTest = PausingTest;

// What no answer within this time is taken for: none at all.
constexpr milliseconds kGlance{20};

TEST_F(HungTest, TakesConnectionsAndAnswersNothing) {
  const StateGuard hung = Enter(server_, Hung());
  redis_.SetCommandTimeout(kGlance);
  EXPECT_THROW(redis_.Command("PING"), ConnectionError);
  Connection another = server_.Connect({seconds(1), kGlance});
  EXPECT_THROW(another.Command("PING"), ConnectionError);
}

TEST_F(HungTest, AnswersAfterwardsWhatItWasSent) {
  StateGuard hung = Enter(server_, Hung());
  std::optional<Reply> reply;
  std::thread client([&] { reply = redis_.Command("SET", "k", "v"); });
  hung.Leave();
  client.join();
  EXPECT_THAT(*reply, IsOk());
  EXPECT_FALSE(server_.paused());
}

TEST_F(HungTest, TellsThatItWasResumed) {
  StateGuard hung = Enter(server_, Hung());
  EXPECT_NO_THROW(hung.Check());
  server_.Resume();
  EXPECT_EQ(ErrorOf<StateError>([&] { hung.Leave(); }),
            "'hung' did not hold to its end: it was resumed");
}

TEST_F(HungTest, IsLeftWithTheStateBeforeIt) {
  StateGuard full = Enter(server_, OutOfMemory());
  StateGuard hung = Enter(server_, Hung());
  hung.Leave();
  EXPECT_THAT(redis_.Command("SET", "k", "v"), IsRedisError("OOM"));
}

TEST_F(StalledTest, AnswersLateAndRefusesNothing) {
  const StateGuard stalled = Enter(server_, Stalled(milliseconds(40), milliseconds(1)));
  EXPECT_GE(LongestPingTime(milliseconds(100)), milliseconds(20));
}

TEST_F(StalledTest, AnswersAtOnceAfterwards) {
  Enter(server_, Stalled()).Leave();
  milliseconds shortest{1000};
  for (int i = 0; i < 5; ++i) shortest = std::min(shortest, PingTime());
  EXPECT_LT(shortest, milliseconds(10));
}

TEST_F(StalledTest, HasTheLengthAndTheGapThatItIsGiven) {
  const StateGuard stalled = Enter(server_, Stalled(milliseconds(30), milliseconds(2000)));
  EXPECT_LT(LongestPingTime(milliseconds(100)), milliseconds(30)) << "a stall within the gap";
}

TEST_F(StalledTest, TellsThatItsConnectionBroke) {
  StateGuard stalled = Enter(server_, Stalled(milliseconds(5), milliseconds(1)));
  EXPECT_NO_THROW(stalled.Check());
  redis_.Command("CLIENT", "KILL", "TYPE", "normal");
  EXPECT_TRUE(WaitUntil(Deadline(seconds(5)), [&] {
    try {
      stalled.Check();
      return false;
    } catch (const StateError&) {
      return true;
    }
  }));
  EXPECT_THAT(
      ErrorOf<StateError>([&] { stalled.Leave(); }),
      StartsWith("'stalled' did not hold to its end: the connection that sends DEBUG broke"));
}

TEST_F(StalledTest, RefusesWhatWouldOutlastTheServersPatience) {
  EXPECT_THAT(ErrorOf<StateError>([] { Stalled(seconds(4)); }), HasSubstr("1 ms to 3 s"));
  EXPECT_THAT(ErrorOf<StateError>([] { Stalled(milliseconds(1), milliseconds(-1)); }),
              HasSubstr("0 ms to 1 min"));
  ServerOptions options;
  options.command_timeout = milliseconds(500);
  RedisServer server = RedisServer::Start(options);
  EXPECT_THAT(
      ErrorOf<StateError>([&] { const auto stalled = Enter(server, Stalled(milliseconds(300))); }),
      HasSubstr("no longer than 500 ms"));
}

// Where DEBUG is not to be had, a script does it, and is never answered BUSY.
TEST_F(StalledTest, NeedsNoDebug) {
  ServerOptions options;
  options.config["rename-command"] = "DEBUG \"\"";
  RedisServer server = RedisServer::Start(options);
  {
    const StateGuard stalled = Enter(server, Stalled(milliseconds(20), milliseconds(1)));
    redis_ = server.Connect();
    EXPECT_GE(LongestPingTime(milliseconds(100)), milliseconds(8));
  }
  ASSERT_THAT(server.Command("CONFIG", "SET", BusyDirective(), 70), IsOk());
  EXPECT_THAT(
      ErrorOf<StateError>([&] { const auto stalled = Enter(server, Stalled(milliseconds(20))); }),
      HasSubstr("might be answered BUSY: this redis does so when a script runs for 70 ms"));
}

TEST_F(WritesPausedTest, KeepsWritesWaitingAndAnswersReads) {
  if (!server_.AtLeast(6, 2)) GTEST_SKIP() << "needs 6.2";
  Connection writer = server_.Connect({seconds(1), kGlance});
  {
    const StateGuard paused = Enter(server_, WritesPaused());
    EXPECT_THAT(redis_.Command("PING"), IsString("PONG"));
    EXPECT_THAT(redis_.Command("GET", "k"), IsNil());
    EXPECT_THROW(writer.Command("SET", "k", "v"), ConnectionError);
    EXPECT_THAT(redis_.Command("GET", "k"), IsNil());
  }
  EXPECT_THAT(redis_.Command("SET", "k", "v"), IsOk());
}

TEST_F(WritesPausedTest, TellsThatThePauseWasEnded) {
  if (!server_.AtLeast(6, 2)) GTEST_SKIP() << "needs 6.2";
  StateGuard paused = Enter(server_, WritesPaused());
  EXPECT_NO_THROW(paused.Check());
  redis_.Command("CLIENT", "UNPAUSE");
  EXPECT_THAT(ErrorOf<StateError>([&] { paused.Leave(); }),
              HasSubstr("was answered '(integer) 0': the pause ran out, or somebody ended it"));
}

TEST_F(WritesPausedTest, TellsThatThePauseRanOut) {
  if (!server_.AtLeast(6, 2)) GTEST_SKIP() << "needs 6.2";
  StateGuard paused = Enter(server_, WritesPaused(seconds(1)));
  EXPECT_THAT(redis_.Command("SET", "k", "v"), IsOk());
  EXPECT_THAT(ErrorOf<StateError>([&] { paused.Leave(); }), HasSubstr("the pause ran out"));
}

TEST_F(WritesPausedTest, IsNotCombinedWithOutOfMemory) {
  if (!server_.AtLeast(6, 2)) GTEST_SKIP() << "needs 6.2";
  const StateGuard full = Enter(server_, OutOfMemory());
  EXPECT_THAT(ErrorOf<StateError>([&] { const auto paused = Enter(server_, WritesPaused()); }),
              StartsWith("cannot enter 'writes-paused': 'out-of-memory' is entered"));
}

TEST_F(WritesPausedTest, RefusesADurationOutOfRange) {
  EXPECT_THAT(ErrorOf<StateError>([] { WritesPaused(milliseconds(1)); }), HasSubstr("1 s to 1 h"));
}

TEST_F(WritesPausedTest, SaysWhichRedisItNeeds) {
  if (server_.AtLeast(6, 2)) GTEST_SKIP() << "for those before 6.2";
  EXPECT_THAT(
      ErrorOf<UnsupportedError>([&] { const auto paused = Enter(server_, WritesPaused()); }),
      StartsWith("cannot enter 'writes-paused': it needs Redis 6.2, and this is "));
}

TEST_F(BusyTest, AnswersBusyToEverything) {
  const std::string before = Directive(BusyDirective());
  {
    const StateGuard busy = Enter(server_, Busy());
    EXPECT_THAT(redis_.Command("PING"), IsRedisError("BUSY"));
    EXPECT_THAT(redis_.Command("GET", "k"), IsRedisError("BUSY"));
    EXPECT_THAT(redis_.Command("SET", "k", "v"), IsRedisError("BUSY"));
    EXPECT_THAT(server_.Connect().Command("INFO"), IsRedisError("BUSY"));
  }
  EXPECT_THAT(redis_.Command("PING"), IsString("PONG"));
  EXPECT_EQ(Directive(BusyDirective()), before);
}

TEST_F(BusyTest, TellsThatTheScriptWasKilled) {
  StateGuard busy = Enter(server_, Busy());
  EXPECT_NO_THROW(busy.Check());
  EXPECT_THAT(redis_.Command("SCRIPT", "KILL"), IsOk());
  EXPECT_TRUE(WaitUntil(Deadline(seconds(5)), [&] { return !redis_.Command("PING").is_error(); }));
  EXPECT_THAT(ErrorOf<StateError>([&] { busy.Leave(); }),
              HasSubstr("'busy' did not hold to its end: PING was not answered BUSY"));
  EXPECT_EQ(Directive(BusyDirective()), "5000");
}

TEST_F(BusyTest, IsNotCombinedWithAStall) {
  const StateGuard stalled = Enter(server_, Stalled());
  EXPECT_THAT(ErrorOf<StateError>([&] { const auto busy = Enter(server_, Busy()); }),
              StartsWith("cannot enter 'busy': 'stalled' is entered"));
}

TEST_F(BusyTest, HoldsWithinOutOfMemory) {
  StateGuard full = Enter(server_, OutOfMemory());
  Enter(server_, Busy()).Leave();
  full.Leave();
  EXPECT_EQ(Directive("maxmemory"), "0");
}

// By its name, as a contract and the command do it, twice.
TEST_F(PausingTest, IsEnteredAndLeftByName) {
  for (const char* name : {"hung", "stalled", "writes-paused", "busy", "hung", "busy"}) {
    SCOPED_TRACE(name);
    if (!WhyImpossible(FindState(name), server_).empty()) continue;
    Enter(server_, *MakeState(name)).Leave();
    EXPECT_THAT(redis_.Command("SET", "k", "v"), IsOk());
  }
}

}  // namespace
}  // namespace gtest_redis
