#include "gtest_redis/gate/fault.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <chrono>
#include <optional>

#include "gate/gate_fixture.h"

namespace gtest_redis {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::Pair;
using Action = Fault::Action;
using Outcome = GateCommand::Outcome;

class FaultTest : public GateTest {
 protected:
  static Fault Of(Action action, const std::string& command = "", std::uint64_t nth = 0) {
    Fault fault;
    fault.action = action;
    fault.command = command;
    fault.nth = nth;
    if (action == Action::kError) fault.text = "OOM injected";
    if (action == Action::kGarbage) fault.text = "?garbage\r\n";
    return fault;
  }
  template <typename Function>
  static microseconds TimeOf(const Function& function) {
    const auto begin = std::chrono::steady_clock::now();
    function();
    return std::chrono::duration_cast<microseconds>(std::chrono::steady_clock::now() - begin);
  }
};

// Errors.

TEST_F(FaultTest, AnswersCommandsByAnError) {
  Connection client = Client();
  {
    const FaultGuard guard = gate_.Inject(Of(Action::kError, "set"));
    EXPECT_EQ(client.Command("SET", "key", "value").error_message(), "OOM injected");
    EXPECT_TRUE(client.Command("GET", "key").is_nil());
    EXPECT_EQ(client.Command("SET", "key", "value").error_code(), "OOM");
  }
  EXPECT_TRUE(client.Command("SET", "key", "value").is_ok());
  EXPECT_THAT(gate_.traffic().refusals, ElementsAre(Pair("OOM", 2)));
  EXPECT_EQ(gate_.traffic().strikes, 2);
  const GateCommand refused = gate_.Commands().front();
  EXPECT_EQ(refused.outcome, Outcome::kRefused);
  EXPECT_EQ(refused.error, "OOM injected");
  EXPECT_EQ(refused.key, "key");
  EXPECT_FALSE(refused.reached_redis);
}

TEST_F(FaultTest, AnswersTheNthCommandInItsPlaceInAPipeline) {
  const FaultGuard guard = gate_.Inject(Of(Action::kError, "INCR", 3));
  Connection client = Client();
  const auto replies = client.Pipeline(
      {{"INCR", "a"}, {"GET", "a"}, {"INCR", "a"}, {"INCR", "a"}, {"INCR", "a"}, {"GET", "a"}});
  EXPECT_EQ(replies[2].integer(), 2);
  EXPECT_EQ(replies[3].error_code(), "OOM");
  EXPECT_EQ(replies[4].integer(), 3);
  EXPECT_EQ(replies[5].string(), "3");
}

TEST_F(FaultTest, AbortsATransactionOfWhichItRefusedACommand) {
  Connection client = Client();
  {
    const FaultGuard guard = gate_.Inject(Of(Action::kError, "SET"));
    const auto replies =
        client.Pipeline({{"MULTI"}, {"INCR", "a"}, {"SET", "b", "c"}, {"EXEC"}, {"GET", "a"}});
    EXPECT_EQ(replies[1].string(), "QUEUED");
    EXPECT_EQ(replies[2].error_code(), "OOM");
    EXPECT_EQ(replies[3].error_message(),
              "EXECABORT Transaction discarded because of previous errors.");
    EXPECT_TRUE(replies[4].is_nil());
  }
  const FaultGuard guard = gate_.Inject(Of(Action::kError, "EXEC"));
  const auto replies = client.Pipeline({{"MULTI"}, {"INCR", "a"}, {"EXEC"}, {"GET", "a"}});
  EXPECT_EQ(replies[2].error_message(), "OOM injected");
  EXPECT_TRUE(replies[3].is_nil());
}

TEST_F(FaultTest, AnswersWhileRedisIsPaused) {
  Connection client = Client();
  client.Command("PING");
  server_.Pause();
  const FaultGuard guard = gate_.Inject(Of(Action::kError));
  EXPECT_EQ(client.Command("SET", "a", "b").error_code(), "OOM");
}

// Replies that are none.

TEST_F(FaultTest, AnswersByGarbageWhatRedisHasDone) {
  RawClient client(gate_.port());
  const FaultGuard guard = gate_.Inject(Of(Action::kGarbage, "SET"));
  client.Send("PING\r\nSET a b\r\nGET a\r\n");
  EXPECT_EQ(client.Read(24), "+PONG\r\n?garbage\r\n$1\r\nb\r\n");
  ASSERT_TRUE(gate_.AwaitQuiet(seconds(10)));
  EXPECT_EQ(gate_.Commands()[1].outcome, Outcome::kLost);
  EXPECT_TRUE(gate_.Commands()[1].reached_redis);
}

TEST_F(FaultTest, AnswersByGarbageWhatRedisNeverSees) {
  RawClient client(gate_.port());
  Fault fault = Of(Action::kGarbage, "SET");
  fault.reaches_redis = false;
  const FaultGuard guard = gate_.Inject(fault);
  client.Send("PING\r\nSET a b\r\nGET a\r\n");
  EXPECT_EQ(client.Read(22), "+PONG\r\n?garbage\r\n$-1\r\n");
}

TEST_F(FaultTest, TruncatesARepyAndEndsTheConnection) {
  server_.Command("SET", "key", "0123456789");
  for (const std::uint64_t at : {0, 1, 4, 8, 17, 100}) {
    Fault fault = Of(Action::kTruncate, "GET");
    fault.at_byte = at;
    const FaultGuard guard = gate_.Inject(fault);
    for (const bool tcp : {true, false}) {
      std::optional<RawClient> client;
      if (tcp)
        client.emplace(gate_.port());
      else
        client.emplace(gate_.unix_socket());
      client->Send("PING\r\nGET key\r\nPING\r\n");
      EXPECT_EQ(client->ReadAll(),
                "+PONG\r\n" + std::string("$10\r\n0123456789\r\n").substr(0, at));
      EXPECT_EQ(client->end(), "FIN");
    }
  }
  ASSERT_TRUE(gate_.AwaitQuiet(seconds(10)));
  EXPECT_EQ(gate_.Commands()[1].outcome, Outcome::kLost);
  EXPECT_EQ(gate_.Commands()[2].outcome, Outcome::kLost);
  EXPECT_EQ(gate_.traffic().dropped, 12);
}

TEST_F(FaultTest, ResetsTheConnectionInPlaceOfAReply) {
  for (const bool reaches : {true, false}) {
    server_.Command("DEL", "a");
    Fault fault = Of(Action::kReset, "SET");
    fault.reaches_redis = reaches;
    const FaultGuard guard = gate_.Inject(fault);
    RawClient client(gate_.port());
    client.Send("PING\r\n");
    EXPECT_EQ(client.Read(7), "+PONG\r\n");
    client.Send("SET a b\r\n");
    EXPECT_EQ(client.ReadAll(), "");
    EXPECT_EQ(client.end(), "RST");
    EXPECT_EQ(server_.Command("GET", "a").is_nil(), !reaches);
    EXPECT_EQ(LastCommand().reached_redis, reaches);
    EXPECT_EQ(LastCommand().outcome, Outcome::kLost);
    RawClient local(gate_.unix_socket());
    local.Send("SET a b\r\n");
    EXPECT_EQ(local.ReadAll(), "");
    EXPECT_EQ(local.end(), "FIN") << "there is no RST on a unix socket";
  }
}

TEST_F(FaultTest, ClosesOneHalf) {
  const FaultGuard guard = gate_.Inject(Of(Action::kHalfClose, "SET"));
  RawClient client(gate_.port());
  client.Send("SET a b\r\n");
  EXPECT_EQ(client.ReadAll(), "");
  EXPECT_EQ(client.end(), "FIN");
  EXPECT_EQ(gate_.traffic().dropped, 1);
  EXPECT_EQ(gate_.traffic().open, 1);
  for (int i = 0; i < 10; ++i) client.Send("GET a\r\n");
  EXPECT_TRUE(Becomes([](const Traffic& traffic) { return traffic.lost == 11; }));
  EXPECT_EQ(server_.Command("GET", "a").string(), "b");
}

// Whole connections.

TEST_F(FaultTest, HoldsEverythingBackWhileItIsCut) {
  RawClient before(gate_.port());
  before.Send("PING\r\n");
  before.Read(7);
  FaultGuard guard = gate_.Inject(Of(Action::kCut));
  RawClient during(gate_.port());
  EXPECT_EQ(during.connect_error(), 0);
  for (RawClient* client : {&before, &during}) {
    client->Send("INCR a\r\n");
    EXPECT_EQ(client->Read(1, milliseconds(5)), "");
    EXPECT_EQ(client->end(), "");
  }
  ASSERT_TRUE(Becomes([](const Traffic& traffic) { return traffic.pending == 2; }));
  EXPECT_FALSE(gate_.Commands().back().reached_redis);
  EXPECT_TRUE(server_.Command("GET", "a").is_nil());
  EXPECT_EQ(gate_.traffic().strikes, 4);
  guard.Leave();
  EXPECT_EQ(before.Read(4).substr(0, 1), ":");
  EXPECT_EQ(during.Read(4).substr(0, 1), ":");
  EXPECT_EQ(server_.Command("GET", "a").string(), "2");
  EXPECT_TRUE(LastCommand().reached_redis);
}

TEST_F(FaultTest, ConnectsWhileItIsCutAlthoughRedisIsDead) {
  FaultGuard guard = gate_.Inject(Of(Action::kCut));
  server_.Kill();
  RawClient client(gate_.port());
  EXPECT_EQ(client.connect_error(), 0);
  client.Send("PING\r\n");
  EXPECT_EQ(client.Read(1, milliseconds(5)), "");
  EXPECT_EQ(client.end(), "");
  guard.Leave();
  EXPECT_EQ(client.ReadAll(), "");
  EXPECT_EQ(client.end(), "RST");
  EXPECT_EQ(RawClient(gate_.port()).connect_error(), ECONNREFUSED);
}

TEST_F(FaultTest, RefusesConnectionsAndResetsThoseThereAre) {
  RawClient client(gate_.port());
  client.Send("PING\r\n");
  client.Read(7);
  FaultGuard guard = gate_.Inject(Of(Action::kRefuse));
  EXPECT_EQ(client.ReadAll(), "");
  EXPECT_EQ(client.end(), "RST");
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(RawClient(gate_.port()).connect_error(), ECONNREFUSED);
    EXPECT_EQ(RawClient(gate_.unix_socket()).connect_error(), ECONNREFUSED);
  }
  server_.Restart();
  EXPECT_EQ(RawClient(gate_.port()).connect_error(), ECONNREFUSED);
  guard.Leave();
  EXPECT_EQ(RawClient(gate_.port()).connect_error(), 0);
  EXPECT_TRUE(UnixClient().Command("SET", "a", "b").is_ok());
}

// Slowness.

TEST_F(FaultTest, DelaysRepliesTogetherAndInOrder) {
  Connection client = Client();
  Fault slow;
  slow.latency = milliseconds(20);
  slow.jitter = milliseconds(5);
  FaultGuard guard = gate_.Inject(slow);
  const FaultGuard more = gate_.Inject(slow);
  std::vector<Reply> replies;
  const microseconds time = TimeOf([&] {
    replies = client.Pipeline(Repeated({"INCR", "a"}, 100));
  });
  EXPECT_GE(time, milliseconds(40));
  EXPECT_LT(time, milliseconds(2000));
  for (std::size_t i = 0; i < replies.size(); ++i) {
    EXPECT_EQ(replies[i].integer(), static_cast<std::int64_t>(i) + 1);
  }
  EXPECT_GE(LastCommand().duration, milliseconds(40));
  guard.Leave();
  EXPECT_GE(TimeOf([&] { client.Command("GET", "a"); }), milliseconds(20));
}

TEST_F(FaultTest, DoesNotKeepOthersWaitingWhileItDelays) {
  Fault slow;
  slow.latency = seconds(10);
  slow.command = "GET";
  FaultGuard guard = gate_.Inject(slow);
  RawClient client(gate_.port());
  client.Send("GET a\r\n");
  EXPECT_TRUE(Client().Command("SET", "a", "b").is_ok());
  EXPECT_EQ(gate_.traffic().pending, 1);
  // What is held back comes when the fault ends.
  guard.Leave();
  EXPECT_EQ(client.Read(5).substr(0, 1), "$");
}

TEST_F(FaultTest, LetsNoMoreBytesPassThanAreAllowed) {
  Fault slow;
  slow.bytes_per_second = 1'000'000;
  Connection client = Client();
  client.Command("SET", "key", std::string(100'000, 'x'));
  const FaultGuard guard = gate_.Inject(slow);
  EXPECT_GE(TimeOf([&] { client.Command("GET", "key"); }), milliseconds(80));
  EXPECT_GE(TimeOf([&] { client.Command("SET", "key", std::string(100'000, 'x')); }),
            milliseconds(80));
  EXPECT_TRUE(client.Command("GET", "key").string() == std::string(100'000, 'x'));
}

// Which faults there are.

TEST_F(FaultTest, ActsInTheOrderOfInjection) {
  Connection client = Client();
  Fault first = Of(Action::kError);
  first.text = "FIRST";
  FaultGuard guard = gate_.Inject(first);
  const FaultGuard second = gate_.Inject(Of(Action::kError));
  EXPECT_EQ(client.Command("PING").error_message(), "FIRST");
  guard.Leave();
  EXPECT_EQ(client.Command("PING").error_message(), "OOM injected");
}

TEST_F(FaultTest, ConcernsAllGatesOfAServerAndNoOther) {
  Gate second(server_);
  RedisServer other = RedisServer::Start();
  Gate stranger(other);
  {
    const FaultGuard guard = Gate::InjectAll(server_, Of(Action::kError, "", 2));
    Gate later(server_);
    for (Gate* gate : {&gate_, &second, &later}) {
      Connection client(gate->url());
      EXPECT_TRUE(client.Command("SET", "a", "b").is_ok());
      EXPECT_EQ(client.Command("SET", "a", "b").error_code(), "OOM");
    }
    Connection client(stranger.url());
    EXPECT_EQ(client.Pipeline(Repeated({"PING"}, 2))[1].string(), "PONG");
  }
  EXPECT_TRUE(Client().Command("SET", "a", "b").is_ok());
}

TEST_F(FaultTest, MayOutliveItsGate) {
  std::optional<Gate> gate(server_);
  FaultGuard guard = gate->Inject(Of(Action::kError));
  gate.reset();
  guard.Leave();
}

TEST_F(FaultTest, RefusesWhatSaysNothingOrContradictsItself) {
  const auto error_of = [this](const Fault& fault) -> std::string {
    try {
      const FaultGuard guard = gate_.Inject(fault);
      return "";
    } catch (const Error& error) {
      return error.what();
    }
  };
  EXPECT_EQ(error_of(Fault()),
            "cannot inject this fault: it does nothing: name an action, a latency, or "
            "bytes_per_second");
  Fault fault = Of(Action::kError);
  fault.text = "OOM\r\n+OK";
  EXPECT_THAT(error_of(fault), testing::HasSubstr("one line"));
  fault.text = "";
  EXPECT_THAT(error_of(fault), testing::HasSubstr("a reply has a text"));
  fault = Of(Action::kTruncate);
  fault.reaches_redis = false;
  EXPECT_THAT(error_of(fault), testing::HasSubstr("no reply to be truncated"));
  fault = Of(Action::kCut);
  fault.latency = milliseconds(1);
  EXPECT_THAT(error_of(fault), testing::HasSubstr("nothing is slow"));
  fault = Fault();
  fault.latency = milliseconds(-1);
  EXPECT_THAT(error_of(fault), testing::HasSubstr("below zero"));
  fault = Fault();
  fault.bytes_per_second = 1;
  fault.command = "GET";
  EXPECT_THAT(error_of(fault), testing::HasSubstr("of a whole gate"));
  fault = Of(Action::kReset);
  fault.text = "x";
  EXPECT_THAT(error_of(fault), testing::HasSubstr("have a text"));
}

}  // namespace
}  // namespace gtest_redis
