#include <gtest/gtest-spi.h>

#include <chrono>
#include <csignal>
#include <optional>

#include "gtest_redis/state/config_override.h"
#include "gtest_redis/state/memory.h"
#include "state_test.h"

namespace gtest_redis {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

using StateGuardTest = StateTest;

// A state that changes nothing, and can be told what to say of itself.
class Watched : public State {
 public:
  explicit Watched(int& undone, std::vector<std::string> changes = {"timeout"})
      : undone_(undone), changes_(std::move(changes)) {}
  std::string name() const override { return "watched"; }
  std::vector<std::string> changes() const override { return changes_; }

  std::string undo_error;
  std::string fault;

 private:
  Entered Apply(RedisServer& /*server*/) const override {
    return {[&undone = undone_, error = undo_error] {
              ++undone;
              if (!error.empty()) throw Error(error);
            },
            [fault = fault] { return fault; }};
  }

  int& undone_;
  std::vector<std::string> changes_;
};

// A state that never holds.
class Impossible : public State {
 public:
  std::string name() const override { return "impossible"; }
  std::vector<std::string> changes() const override { return {"appendonly"}; }

 private:
  Entered Apply(RedisServer& /*server*/) const override {
    throw StateError("'impossible' does not hold");
  }
};

// A state that leaves the server other than it was.
class Careless : public State {
 public:
  std::string name() const override { return "careless"; }
  std::vector<std::string> changes() const override { return {"min-replicas-to-write"}; }

 private:
  Entered Apply(RedisServer& server) const override {
    server.Command("CONFIG", "SET", "min-replicas-to-write", 1);
    return {[] {}};
  }
};

TEST_F(StateGuardTest, LeavesTheStateWhenItGoes) {
  int undone = 0;
  {
    const StateGuard guard = Enter(server_, Watched(undone));
    EXPECT_EQ(guard.name(), "watched");
    EXPECT_EQ(undone, 0);
  }
  EXPECT_EQ(undone, 1);
}

TEST_F(StateGuardTest, LeavesTheStateOnlyOnce) {
  int undone = 0;
  {
    StateGuard guard = Enter(server_, Watched(undone));
    guard.Leave();
    EXPECT_EQ(guard.name(), "");
    guard.Leave();
  }
  EXPECT_EQ(undone, 1);
}

TEST_F(StateGuardTest, LeavesTheStateThroughAMovedGuard) {
  int undone = 0;
  std::optional<StateGuard> moved;
  {
    StateGuard guard = Enter(server_, Watched(undone));
    moved.emplace(std::move(guard));
  }
  EXPECT_EQ(undone, 0);
  EXPECT_EQ(moved->name(), "watched");
  moved.reset();
  EXPECT_EQ(undone, 1);
}

TEST_F(StateGuardTest, ReportsThatTheStateCannotBeLeft) {
  int undone = 0;
  Watched state(undone);
  state.undo_error = "it does not work";
  StateGuard guard = Enter(server_, state);
  EXPECT_EQ(ErrorOf<StateError>([&] { guard.Leave(); }),
            "cannot leave 'watched': it does not work");
}

TEST_F(StateGuardTest, FailsTheTestThatCannotLeaveIt) {
  int undone = 0;
  Watched state(undone);
  state.undo_error = "it does not work";
  EXPECT_NONFATAL_FAILURE({ const StateGuard guard = Enter(server_, state); },
                          "cannot leave 'watched': it does not work");
  EXPECT_EQ(undone, 1);
}

TEST_F(StateGuardTest, SaysThatTheStateHoldsNoLonger) {
  int undone = 0;
  Watched state(undone);
  state.fault = "the wind has turned";
  StateGuard guard = Enter(server_, state);
  const std::string expected = "'watched' did not hold to its end: the wind has turned";
  EXPECT_EQ(ErrorOf<StateError>([&] { guard.Check(); }), expected);
  EXPECT_EQ(ErrorOf<StateError>([&] { guard.Leave(); }), expected);
  EXPECT_EQ(undone, 1);
}

TEST_F(StateGuardTest, FailsTheTestWhoseStateDidNotHold) {
  int undone = 0;
  Watched state(undone);
  state.fault = "the wind has turned";
  EXPECT_NONFATAL_FAILURE({ const StateGuard guard = Enter(server_, state); },
                          "'watched' did not hold to its end: the wind has turned");
  EXPECT_EQ(undone, 1);
}

TEST_F(StateGuardTest, HasNothingToSayOfAStateThatHolds) {
  int undone = 0;
  StateGuard guard = Enter(server_, Watched(undone));
  EXPECT_NO_THROW(guard.Check());
  EXPECT_NO_THROW(guard.Leave());
  EXPECT_NO_THROW(guard.Check());
}

TEST_F(StateGuardTest, SaysThatTheServerAnswersOtherwiseThanBefore) {
  StateGuard guard = Enter(server_, Careless());
  EXPECT_EQ(ErrorOf<StateError>([&] { guard.Leave(); }),
            "'careless' was left, and redis answers PONG to PING, (error) NOREPLICAS Not enough "
            "good replicas to write. to a write; before, it was PONG to PING, (integer) 0 to a "
            "write");
}

TEST_F(StateGuardTest, RefusesTheSameStateTwice) {
  const StateGuard full = Enter(server_, OutOfMemory());
  EXPECT_EQ(
      ErrorOf<StateError>([&] { const auto again = Enter(server_, OutOfMemory()); }),
      "cannot enter 'out-of-memory': 'out-of-memory' is entered on this server, and both need "
      "'maxmemory'; leave it first");
  EXPECT_EQ(Directive("maxmemory"), "1");
}

TEST_F(StateGuardTest, RefusesTheSameStateTwiceWhereItChangesNothing) {
  int undone = 0;
  const StateGuard guard = Enter(server_, Watched(undone, {}));
  EXPECT_EQ(ErrorOf<StateError>([&] { const auto again = Enter(server_, Watched(undone, {})); }),
            "cannot enter 'watched': 'watched' is entered on this server; leave it first");
}

TEST_F(StateGuardTest, RefusesAnotherStateThatChangesTheSameDirective) {
  StateGuard full = Enter(server_, OutOfMemory());
  EXPECT_THAT(ErrorOf<StateError>([&] { const auto at = Enter(server_, MemoryAt(0.5)); }),
              StartsWith("cannot enter 'memory-at': 'out-of-memory' is entered"));
  full.Leave();
  EXPECT_NO_THROW(const auto at = Enter(server_, MemoryAt(0.5)));
}

TEST_F(StateGuardTest, TakesTwoStatesThatChangeDifferentThings) {
  int undone = 0;
  {
    const StateGuard full = Enter(server_, OutOfMemory());
    const StateGuard guard = Enter(server_, Watched(undone));
  }
  EXPECT_EQ(undone, 1);
  EXPECT_EQ(Directive("maxmemory"), "0");
}

TEST_F(StateGuardTest, RefusesToRestartAServerInAState) {
  int undone = 0;
  const StateGuard full = Enter(server_, OutOfMemory());
  EXPECT_EQ(ErrorOf<StateError>(
                [&] { const auto guard = Enter(server_, Watched(undone, {State::kWholeServer})); }),
            "cannot enter 'watched': 'out-of-memory' is entered on this server, and both need 'the "
            "whole server'; leave it first");
}

TEST_F(StateGuardTest, TakesAStateOfTheGateBesideARestart) {
  int undone = 0;
  const StateGuard gate = Enter(server_, Watched(undone, {"gate:latency"}));
  class Restarts : public Watched {
   public:
    using Watched::Watched;
    std::string name() const override { return "restarts"; }
  };
  EXPECT_NO_THROW(const auto guard = Enter(server_, Restarts(undone, {State::kWholeServer})));
}

TEST_F(StateGuardTest, NamesTheOtherStatesOfOneThatDoesNotHold) {
  const StateGuard full = Enter(server_, OutOfMemory());
  EXPECT_EQ(ErrorOf<StateError>([&] { const auto guard = Enter(server_, Impossible()); }),
            "'impossible' does not hold (while 'out-of-memory' is entered)");
}

TEST_F(StateGuardTest, TakesTheSameStateOnAnotherServer) {
  RedisServer other = RedisServer::Start();
  const StateGuard full = Enter(server_, OutOfMemory());
  EXPECT_NO_THROW(const auto too = Enter(other, OutOfMemory()));
}

TEST_F(StateGuardTest, CanEnterAfterAStateThatDidNotHold) {
  int undone = 0;
  EXPECT_THROW(const auto guard = Enter(server_, Impossible()), StateError);
  EXPECT_NO_THROW(const auto guard = Enter(server_, Watched(undone)));
}

TEST_F(StateGuardTest, CanEnterAgainAfterLeaving) {
  for (int i = 0; i < 3; ++i) Enter(server_, OutOfMemory()).Leave();
  EXPECT_EQ(Directive("maxmemory"), "0");
}

TEST_F(StateGuardTest, CanEnterAgainAfterALeaveThatFailed) {
  int undone = 0;
  Watched state(undone);
  state.undo_error = "it does not work";
  StateGuard guard = Enter(server_, state);
  EXPECT_THROW(guard.Leave(), StateError);
  EXPECT_NO_THROW(const auto again = Enter(server_, Watched(undone)));
}

TEST_F(StateGuardTest, ReportsThatTheServerDiedMeanwhile) {
  StateGuard full = Enter(server_, OutOfMemory());
  server_.Kill();
  EXPECT_EQ(ErrorOf<StateError>([&] { full.Leave(); }),
            "cannot leave 'out-of-memory': redis-server was killed by signal 9 (Killed), and the "
            "state has ended with it");
}

TEST_F(StateGuardTest, KeepsQuietInTheDestructorThatTheTestEndedTheServer) {
  {
    const StateGuard full = Enter(server_, OutOfMemory());
    server_.Kill();
  }
  server_.Restart();
  EXPECT_NO_THROW(const auto full = Enter(server_, OutOfMemory()));
}

TEST_F(StateGuardTest, SaysThatARestartEndedTheState) {
  StateGuard full = Enter(server_, OutOfMemory());
  server_.Restart();
  EXPECT_EQ(ErrorOf<StateError>([&] { full.Leave(); }),
            "'out-of-memory' did not hold to its end: a write was answered '(integer) 0', and not "
            "OOM");
  EXPECT_EQ(Directive("maxmemory"), "0");
}

TEST_F(StateGuardTest, IsNotEnteredOnADeadServer) {
  server_.Kill();
  EXPECT_THAT(
      ErrorOf<ServerError>([&] { const auto full = Enter(server_, OutOfMemory()); }),
      HasSubstr("redis-server was killed by signal 9 (Killed) and cannot answer; Restart()"));
  server_.Restart();
  EXPECT_NO_THROW(const auto full = Enter(server_, OutOfMemory()));
}

TEST_F(StateGuardTest, IsNotEnteredOnAPausedServer) {
  server_.Pause();
  EXPECT_THAT(ErrorOf<ServerError>([&] { const auto full = Enter(server_, OutOfMemory()); }),
              AllOf(HasSubstr("is paused and cannot answer"), HasSubstr("call Resume() first")));
  server_.Resume();
  EXPECT_EQ(Directive("maxmemory"), "0");
  EXPECT_NO_THROW(const auto full = Enter(server_, OutOfMemory()));
}

TEST_F(StateGuardTest, IsNotEnteredOnAServerThatHangs) {
  ServerOptions options;
  options.command_timeout = std::chrono::milliseconds(200);
  RedisServer server = RedisServer::Start(options);
  server.Command("PING");
  ASSERT_EQ(kill(server.pid(), SIGSTOP), 0);
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_THAT(ErrorOf<ConnectionError>([&] { const auto full = Enter(server, OutOfMemory()); }),
              HasSubstr("nothing came within 200 ms"));
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(5));
}

TEST_F(StateGuardTest, IsLeftOnAPausedServerWhichStaysPaused) {
  StateGuard full = Enter(server_, OutOfMemory());
  server_.Pause();
  full.Leave();
  EXPECT_TRUE(server_.paused());
  server_.Resume();
  EXPECT_EQ(Directive("maxmemory"), "0");
}

TEST_F(StateGuardTest, MarksTheRefusals) {
  if (!server_.AtLeast(6, 2)) GTEST_SKIP() << "redis 6.2 brought errorstats";
  StateGuard full = Enter(server_, OutOfMemory());
  EXPECT_EQ(server_.DescribeRefusals(), "redis refused since 'out-of-memory' was entered: nothing");
  redis_.Command("SET", "k", "v");
  EXPECT_EQ(server_.DescribeRefusals(), "redis refused since 'out-of-memory' was entered: OOM 1");
  full.Leave();
  EXPECT_EQ(server_.DescribeRefusals(), "redis refused since 'out-of-memory' was left: nothing");
}

}  // namespace
}  // namespace gtest_redis
