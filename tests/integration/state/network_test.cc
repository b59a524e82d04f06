#include "gtest_redis/state/network.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <csignal>

#include "gate/raw_client.h"
#include "gtest_redis/gate/gate.h"
#include "gtest_redis/state/catalogue.h"
#include "gtest_redis/state/memory.h"
#include "state/state_test.h"

namespace gtest_redis {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;
using testing::HasSubstr;

class NetworkTest : public StateTest {
 protected:
  /// What a new client of the gate reads after this.
  std::string Ask(const std::string& command, std::size_t size = 1000000) {
    RawClient client(gate_.port());
    client.Send(command + "\r\n");
    std::string reply = client.Read(size, milliseconds(500));
    end_ = client.end();
    return reply;
  }

  Gate gate_{server_};
  std::string end_;
};

TEST_F(NetworkTest, IsSlow) {
  StateGuard slow = Enter(server_, SlowNetwork(milliseconds(30), milliseconds(5)));
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_EQ(Ask("PING", 7), "+PONG\r\n");
  EXPECT_GE(std::chrono::steady_clock::now() - begin, milliseconds(30));
  slow.Check();
  slow.Leave();
  EXPECT_EQ(gate_.traffic().strikes, 1);
  EXPECT_EQ(Ask("PING", 7), "+PONG\r\n");
  EXPECT_EQ(gate_.traffic().strikes, 1);
}

TEST_F(NetworkTest, LetsFewBytesPass) {
  server_.Command("SET", "key", std::string(10'000, 'x'));
  const StateGuard slow = Enter(server_, SlowNetwork(milliseconds(0), milliseconds(0), 100'000));
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_EQ(Ask("GET key", 10'010).size(), 10'010U);
  EXPECT_GE(std::chrono::steady_clock::now() - begin, milliseconds(80));
}

TEST_F(NetworkTest, IsCut) {
  StateGuard cut = Enter(server_, CutNetwork());
  RawClient client(gate_.port());
  client.Send("INCR counter\r\n");
  EXPECT_EQ(client.Read(1, milliseconds(5)), "");
  EXPECT_EQ(client.end(), "");
  cut.Leave();
  EXPECT_EQ(client.Read(4), ":1\r\n");
}

TEST_F(NetworkTest, IsCutInHalf) {
  const StateGuard cut = Enter(server_, CutNetwork(CutNetwork::How::kHalfClose));
  EXPECT_EQ(Ask("SET a b"), "");
  EXPECT_EQ(end_, "FIN");
  EXPECT_EQ(redis_.Command("GET", "a").string(), "b");
}

TEST_F(NetworkTest, ResetsTheNthOfTheCommands) {
  const StateGuard reset = Enter(server_, Reset(true, "incr", 2));
  EXPECT_EQ(Ask("INCR a", 4), ":1\r\n");
  EXPECT_EQ(Ask("INCR a", 4), "");
  EXPECT_EQ(end_, "RST");
  EXPECT_EQ(redis_.Command("GET", "a").string(), "2");
  EXPECT_EQ(Ask("INCR a", 4), ":3\r\n");
}

TEST_F(NetworkTest, ResetsBeforeRedisSeesIt) {
  const StateGuard reset = Enter(server_, Reset(false));
  EXPECT_EQ(Ask("SET a b"), "");
  EXPECT_EQ(end_, "RST");
  EXPECT_TRUE(redis_.Command("GET", "a").is_nil());
}

TEST_F(NetworkTest, BreaksRepliesOff) {
  const StateGuard truncated = Enter(server_, TruncatedReply(3));
  EXPECT_EQ(Ask("PING"), "+PO");
  EXPECT_EQ(end_, "FIN");
}

TEST_F(NetworkTest, AnswersByGarbage) {
  const StateGuard garbage = Enter(server_, GarbageReply());
  EXPECT_EQ(Ask("SET a b", 26), "HTTP/1.1 400 Bad Request\r\n");
  EXPECT_EQ(redis_.Command("GET", "a").string(), "b");
}

TEST_F(NetworkTest, AnswersByAnyError) {
  const StateGuard error = Enter(server_, AnyError("TRYAGAIN later", "get"));
  EXPECT_EQ(Ask("GET a", 17), "-TRYAGAIN later\r\n");
  EXPECT_EQ(Ask("PING", 7), "+PONG\r\n");
}

TEST_F(NetworkTest, ChangesNothingToProveItself) {
  redis_.Command("SET", "gtest-redis", "kept");
  const std::string run_id = Info(server_.Command("INFO", "server").string()).Text("run_id");
  for (const char* command : {"FLUSHALL", "FLUSHDB", "SHUTDOWN", "SAVE", "BGSAVE", "BGREWRITEAOF",
                              "RESET", "MULTI", "DEL", "INCR", "SYNC", "MONITOR", "FAILOVER"}) {
    Enter(server_, Reset(true, command)).Leave();
    Enter(server_, GarbageReply("x", command, 3)).Leave();
  }
  EXPECT_EQ(redis_.Command("GET", "gtest-redis").string(), "kept");
  EXPECT_EQ(Keys(), 1);
  EXPECT_EQ(InfoField("persistence", "rdb_changes_since_last_save"), 1);
  EXPECT_EQ(Info(server_.Command("INFO", "server").string()).Text("run_id"), run_id);
}

TEST_F(NetworkTest, CombinesWithStatesOfTheServer) {
  StateGuard full = Enter(server_, OutOfMemory());
  StateGuard slow = Enter(server_, SlowNetwork(milliseconds(5)));
  EXPECT_THAT(Ask("SET a b", 5), HasSubstr("-OOM"));
  slow.Leave();
  full.Leave();
}

TEST_F(NetworkTest, CombinesWithAServerThatIsPausedOrDead) {
  for (const char* name :
       {"slow-network", "cut-network", "reset", "truncated-reply", "garbage-reply", "any-error"}) {
    const auto state = MakeState(name);
    server_.Pause();
    StateGuard guard = Enter(server_, *state);
    guard.Check();
    guard.Leave();
    EXPECT_TRUE(server_.paused());
    server_.Kill();
    Enter(server_, *state).Leave();
    server_.Restart();
    StateGuard ended = Enter(server_, *state);
    server_.Kill();
    server_.Restart();
    ended.Leave();
  }
}

TEST_F(NetworkTest, RefusesACutBesideOthers) {
  const StateGuard slow = Enter(server_, SlowNetwork(milliseconds(1)));
  EXPECT_EQ(ErrorOf<StateError>([&] { Enter(server_, CutNetwork()).Leave(); }),
            "cannot enter 'cut-network': 'slow-network' is entered on this server, and both need "
            "'gate:latency'; leave it first");
}

TEST_F(NetworkTest, RefusesTwoThatTakeEveryCommand) {
  const StateGuard error = Enter(server_, AnyError());
  EXPECT_EQ(
      ErrorOf<StateError>([&] { Enter(server_, Reset()).Leave(); }),
      "cannot enter 'reset': 'any-error' is entered on this server, and both need 'gate:every "
      "command'; leave it first");
  EXPECT_NO_THROW(Enter(server_, Reset(true, "GET")).Leave());
}

TEST_F(NetworkTest, LeavesACommandToTheStateThatWasEnteredFirst) {
  const StateGuard error = Enter(server_, AnyError("TRYAGAIN later", "GET"));
  const StateGuard reset = Enter(server_, Reset());
  EXPECT_EQ(Ask("GET a", 17), "-TRYAGAIN later\r\n");
  EXPECT_EQ(Ask("PING"), "");
  EXPECT_EQ(end_, "RST");
}

TEST_F(NetworkTest, DoesNotHoldWhereRedisDoesNotAnswer) {
  kill(server_.pid(), SIGSTOP);
  const std::string error = ErrorOf<StateError>([&] { Enter(server_, Reset()).Leave(); });
  kill(server_.pid(), SIGCONT);
  EXPECT_EQ(error, "'reset' does not hold: a client of a gate expected RST, and saw no reply");
  EXPECT_EQ(Ask("PING", 7), "+PONG\r\n");
}

TEST(NetworkStatesTest, RefuseWhatCannotBe) {
  EXPECT_THROW(SlowNetwork(milliseconds(0)), StateError);
  EXPECT_THROW(SlowNetwork(std::chrono::minutes(2)), StateError);
  EXPECT_THROW(SlowNetwork(milliseconds(-1)), StateError);
  EXPECT_THROW(SlowNetwork(milliseconds(1), milliseconds(0), 10), StateError);
  EXPECT_THROW(Reset(true, "", 10'001), StateError);
  EXPECT_THROW(AnyError(""), StateError);
  EXPECT_THROW(AnyError("-ERR"), StateError);
  EXPECT_THROW(AnyError("ERR\r\nx"), StateError);
  EXPECT_THROW(MakeState("cut-network", {{"how", "gently"}}), StateError);
}

}  // namespace
}  // namespace gtest_redis
