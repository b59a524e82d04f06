#include "gate/conversation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gate/cuts.h"

namespace gtest_redis {
namespace {

using testing::ElementsAre;
using testing::Pair;
using Action = Fault::Action;
using Outcome = GateCommand::Outcome;

/// Notes what a conversation does.
class Note : public ConversationSink {
 public:
  explicit Note(Ledger& ledger) : ledger_(ledger) {}

  void ToRedis(std::string_view bytes) override { to_redis.append(bytes); }
  void ToClient(std::string_view bytes, Delay delay) override {
    to_client.append(bytes);
    longest = std::max(longest, delay);
  }
  void Finish(Ending ending, Delay /*delay*/) override { ledger_.Finish(ending); }
  void EndClient(End how, Delay /*delay*/) override {
    end = how == End::kFin ? "FIN" : how == End::kReset ? "RST" : "half";
  }

  std::string to_redis;
  std::string to_client;
  std::string end;
  Delay longest{0};

 private:
  Ledger& ledger_;
};

struct Talk {
  Talk() : note(ledger), conversation(1, plan, ledger, note) {}
  Outcome OutcomeOf(std::uint64_t command) const { return ledger.Commands(command)[0].outcome; }

  FaultPlan plan;
  Ledger ledger;
  Note note;
  Conversation conversation;
};

Fault ErrorFault(const std::string& command) {
  Fault fault;
  fault.action = Action::kError;
  fault.text = "OOM no";
  fault.command = command;
  return fault;
}

TEST(ConversationTest, PassesAllBytesHoweverTheyAreCut) {
  const std::string requests =
      "\r\n*0\r\n*2\r\n$3\r\nGET\r\n$1\r\na\r\nPING\r\n*3\r\n$3\r\nSET\r\n$1\r\na\r\n$1\r\nb\r\n";
  const std::string replies = "$-1\r\n+PONG\r\n-OOM no\r\n";
  const auto request_cuts = Cuts(requests);
  const auto reply_cuts = Cuts(replies);
  for (std::size_t i = 0; i < request_cuts.size(); ++i) {
    Talk talk;
    for (const auto piece : request_cuts[i]) talk.conversation.FromClient(piece);
    EXPECT_EQ(talk.note.to_redis, requests);
    for (const auto piece : reply_cuts[i % reply_cuts.size()]) talk.conversation.FromRedis(piece);
    EXPECT_EQ(talk.note.to_client, replies);
    EXPECT_EQ(talk.OutcomeOf(0), Outcome::kAnswered);
    EXPECT_EQ(talk.OutcomeOf(2), Outcome::kRefused);
    EXPECT_FALSE(talk.conversation.waits());
  }
}

TEST(ConversationTest, RefusesOnlyTheNamedCommandHoweverItIsCut) {
  const std::string requests = "GET a\r\n*3\r\n$3\r\nSET\r\n$1\r\na\r\n$1\r\nb\r\nGET b\r\n";
  for (const auto& pieces : Cuts(requests)) {
    Talk talk;
    talk.plan.Add(1, ErrorFault("set"));
    for (const auto piece : pieces) talk.conversation.FromClient(piece);
    EXPECT_EQ(talk.note.to_redis, "GET a\r\nGET b\r\n");
    EXPECT_EQ(talk.note.to_client, "");
    talk.conversation.FromRedis("$-1\r\n$-1\r\n");
    EXPECT_EQ(talk.note.to_client, "$-1\r\n-OOM no\r\n$-1\r\n");
    EXPECT_EQ(talk.ledger.traffic().strikes, 1);
  }
}

TEST(ConversationTest, KnowsWhatHasReachedRedis) {
  Talk talk;
  talk.conversation.FromClient("PING\r\nPING\r\n");
  talk.conversation.Passed(11);
  EXPECT_TRUE(talk.ledger.Commands(0)[0].reached_redis);
  EXPECT_FALSE(talk.ledger.Commands(1)[0].reached_redis);
  talk.conversation.Passed(1);
  EXPECT_TRUE(talk.ledger.Commands(1)[0].reached_redis);
}

TEST(ConversationTest, LosesWhatWaitsWhenOneSideIsGone) {
  for (const bool redis : {true, false}) {
    Talk talk;
    talk.conversation.FromClient("GET a\r\nGET b\r\n");
    talk.conversation.FromRedis("$-1\r\n$3\r\nab");
    if (redis) {
      talk.conversation.RedisEnded(End::kReset);
    } else {
      talk.conversation.ClientEnded();
    }
    EXPECT_EQ(talk.note.end, redis ? "RST" : "");
    EXPECT_EQ(talk.OutcomeOf(0), Outcome::kAnswered);
    EXPECT_EQ(talk.OutcomeOf(1), Outcome::kLost);
    EXPECT_EQ(talk.ledger.traffic().pending, 0);
  }
}

TEST(ConversationTest, DoesNotMisbehaveAnyMoreWhenTheFaultHasEnded) {
  Talk talk;
  Fault fault;
  fault.action = Action::kReset;
  talk.plan.Add(1, fault);
  talk.conversation.FromClient("GET a\r\n");
  const auto removed = talk.plan.Remove(1);
  talk.conversation.Forget(removed.get());
  talk.conversation.FromRedis("$-1\r\n");
  EXPECT_EQ(talk.note.to_client, "$-1\r\n");
  EXPECT_EQ(talk.note.end, "");
}

TEST(ConversationTest, SwallowsNoPushWithAReply) {
  Talk talk;
  Fault fault;
  fault.action = Action::kGarbage;
  fault.text = "?";
  talk.plan.Add(1, fault);
  talk.conversation.FromClient("GET a\r\n");
  talk.conversation.FromRedis(">1\r\n+x\r\n$-1\r\n>1\r\n+y\r\n");
  EXPECT_EQ(talk.note.to_client, ">1\r\n+x\r\n?>1\r\n+y\r\n");
}

TEST(ConversationTest, CountsARefusalThatAnswersNothing) {
  Talk talk;
  talk.conversation.FromRedis("-ERR max number of clients reached\r\n");
  EXPECT_THAT(talk.ledger.traffic().refusals, ElementsAre(Pair("ERR", 1)));
  EXPECT_EQ(talk.note.to_client, "-ERR max number of clients reached\r\n");
}

TEST(ConversationTest, PassesWhatIsNoReplyUnread) {
  Talk talk;
  talk.conversation.FromClient("GET a\r\n");
  talk.conversation.FromRedis("?what");
  talk.conversation.FromClient("GET b\r\n");
  talk.conversation.FromRedis("+OK\r\n");
  EXPECT_EQ(talk.note.to_client, "?what+OK\r\n");
  EXPECT_EQ(talk.note.to_redis, "GET a\r\nGET b\r\n");
  EXPECT_EQ(talk.ledger.traffic().commands["GET"], 2);
  EXPECT_EQ(talk.ledger.traffic().pending, 0);
}

TEST(ConversationTest, AddsDelaysUp) {
  Talk talk;
  Fault fault;
  fault.latency = std::chrono::microseconds(10);
  talk.plan.Add(1, fault);
  fault.jitter = std::chrono::microseconds(5);
  talk.plan.Add(2, fault);
  for (int i = 0; i < 100; ++i) {
    talk.conversation.FromClient("PING\r\n");
    talk.conversation.FromRedis("+PONG\r\n");
  }
  EXPECT_GE(talk.note.longest.count(), 20);
  EXPECT_LE(talk.note.longest.count(), 25);
}

}  // namespace
}  // namespace gtest_redis
