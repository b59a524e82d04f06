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

// A state whose undoing can be watched, and can be told to fail.
class Watched : public State {
 public:
  explicit Watched(int& undone, std::vector<std::string> changes = {"timeout"}, bool fails = false)
      : undone_(undone), changes_(std::move(changes)), fails_(fails) {}
  std::string name() const override { return "watched"; }
  std::vector<std::string> changes() const override { return changes_; }

 private:
  std::function<void()> Apply(RedisServer& /*server*/) const override {
    return [&undone = undone_, fails = fails_] {
      ++undone;
      if (fails) throw Error("it does not work");
    };
  }

  int& undone_;
  std::vector<std::string> changes_;
  bool fails_;
};

// A state that never holds.
class Impossible : public State {
 public:
  std::string name() const override { return "impossible"; }
  std::vector<std::string> changes() const override { return {"timeout"}; }

 private:
  std::function<void()> Apply(RedisServer& /*server*/) const override {
    throw StateError("'impossible' does not hold");
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
  StateGuard guard = Enter(server_, Watched(undone, {"timeout"}, true));
  EXPECT_EQ(ErrorOf<StateError>([&] { guard.Leave(); }),
            "cannot leave 'watched': it does not work");
}

TEST_F(StateGuardTest, KeepsQuietInTheDestructorThatTheStateCannotBeLeft) {
  int undone = 0;
  { const StateGuard guard = Enter(server_, Watched(undone, {"timeout"}, true)); }
  EXPECT_EQ(undone, 1);
}

TEST_F(StateGuardTest, RefusesTheSameStateTwice) {
  const StateGuard full = Enter(server_, OutOfMemory());
  EXPECT_EQ(ErrorOf<StateError>([&] { const auto again = Enter(server_, OutOfMemory()); }),
            "cannot enter 'out-of-memory': 'out-of-memory' is entered on this server and changes "
            "'maxmemory' too; leave it first");
  EXPECT_EQ(Directive("maxmemory"), "1");
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
  StateGuard guard = Enter(server_, Watched(undone, {"timeout"}, true));
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

TEST_F(StateGuardTest, KeepsQuietInTheDestructorThatTheServerDied) {
  {
    const StateGuard full = Enter(server_, OutOfMemory());
    server_.Kill();
  }
  server_.Restart();
  EXPECT_NO_THROW(const auto full = Enter(server_, OutOfMemory()));
}

TEST_F(StateGuardTest, CanBeLeftAfterARestart) {
  StateGuard full = Enter(server_, OutOfMemory());
  server_.Restart();
  EXPECT_NO_THROW(full.Leave());
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
  StateGuard full = Enter(server_, OutOfMemory());
  EXPECT_EQ(server_.DescribeRefusals(), "redis refused since 'out-of-memory' was entered: nothing");
  redis_.Command("SET", "k", "v");
  EXPECT_EQ(server_.DescribeRefusals(), "redis refused since 'out-of-memory' was entered: OOM 1");
  full.Leave();
  EXPECT_EQ(server_.DescribeRefusals(), "redis refused since 'out-of-memory' was left: nothing");
}

}  // namespace
}  // namespace gtest_redis
