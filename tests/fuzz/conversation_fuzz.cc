// What a gate does with a connection, whatever both sides say. Without a fault, all of it passes as
// it is, and cut anywhere it means the same.

#include <string>
#include <vector>

#include "fuzz.h"
#include "gate/conversation.h"

namespace {

using gtest_redis::Conversation;
using gtest_redis::Fault;
using gtest_redis::Require;

// Takes all at once, and keeps it.
class Sink : public gtest_redis::ConversationSink {
 public:
  explicit Sink(gtest_redis::Ledger& ledger) : ledger_(ledger) {}
  void ToRedis(std::string_view bytes) override { to_redis += bytes; }
  void ToClient(std::string_view bytes, Delay /*delay*/) override {
    Require(!ended_, "nothing follows the end");
    to_client += bytes;
  }
  void Finish(gtest_redis::Ending ending, Delay /*delay*/) override { ledger_.Finish(ending); }
  void EndClient(gtest_redis::End /*end*/, Delay /*delay*/) override { ended_ = true; }

  std::string to_redis;
  std::string to_client;

 private:
  gtest_redis::Ledger& ledger_;
  bool ended_ = false;
};

// One connection through a gate, and what became of it.
class Talk {
 public:
  explicit Talk(const Fault* fault) {
    if (fault != nullptr) plan_.Add(1, *fault);
  }

  void FromClient(std::string_view bytes) {
    conversation_.FromClient(bytes);
    conversation_.Passed(sink_.to_redis.size() - passed_);
    passed_ = sink_.to_redis.size();
  }
  void FromRedis(std::string_view bytes) { conversation_.FromRedis(bytes); }
  void End() {
    conversation_.RedisEnded(gtest_redis::End::kFin);
    Require(!conversation_.waits(), "nobody waits for a Redis that is gone");
    Require(ledger_.traffic().pending == 0, "the books say so");
  }

  const Sink& sink() const { return sink_; }
  std::string Books() const {
    std::string text;
    for (const gtest_redis::GateCommand& command : ledger_.Commands(0)) {
      text += command.name + "|" + command.key + "|" + std::to_string(command.database) + "|" +
              std::to_string(static_cast<int>(command.outcome)) + "|" + command.error + "|" +
              std::to_string(command.digest) + "\n";
    }
    for (const auto& [code, count] : ledger_.traffic().refusals) {
      text += code + "=" + std::to_string(count) + "\n";
    }
    return text;
  }

 private:
  gtest_redis::FaultPlan plan_;
  gtest_redis::Ledger ledger_;
  Sink sink_{ledger_};
  Conversation conversation_{ledger_.Connect(), plan_, ledger_, sink_};
  std::size_t passed_ = 0;
};

Fault SomeFault(unsigned byte) {
  Fault fault;
  fault.action = static_cast<Fault::Action>(byte % 7);
  fault.nth = byte / 8 % 4;
  fault.reaches_redis = (byte & 32) != 0 || fault.action == Fault::Action::kTruncate;
  fault.at_byte = byte / 16;
  fault.latency = std::chrono::microseconds(fault.action == Fault::Action::kPass ? 1 : 0);
  if (fault.action == Fault::Action::kError) fault.text = "OOM full";
  if (fault.action == Fault::Action::kGarbage) fault.text = "garbage";
  return fault;
}

}  // namespace

// First line: a fault, and the sizes of the pieces. The rest is what the client says, and behind a
// line with a "|" what Redis says.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text = gtest_redis::Text(data, size);
  const Fault fault = SomeFault(gtest_redis::TakeByte(text));
  const std::string cuts = gtest_redis::TakePiece(text, '\n');
  const std::string client = gtest_redis::TakePiece(text, '|');
  const std::string_view redis = text;

  const auto in_pieces = [&](Talk& talk) {
    gtest_redis::FeedInPieces(client, cuts,
                              [&](std::string_view piece) { talk.FromClient(piece); });
    gtest_redis::FeedInPieces(redis, cuts, [&](std::string_view piece) { talk.FromRedis(piece); });
  };
  Talk whole(nullptr);
  whole.FromClient(client);
  whole.FromRedis(redis);
  Talk pieces(nullptr);
  in_pieces(pieces);
  for (const Talk* talk : {&whole, &pieces}) {
    const std::string& passed = talk->sink().to_redis;
    // The begin of a command may be held back until its name is known.
    Require(client.compare(0, passed.size(), passed) == 0, "what the client says passes as it is");
    Require(talk->sink().to_client == redis, "all that Redis says passes");
  }
  Require(whole.Books() == pieces.Books(), "means the same when it is cut");
  whole.End();

  if (fault.action == Fault::Action::kCut) return 0;  // That holds back, elsewhere.
  Talk faulty(&fault);
  in_pieces(faulty);
  faulty.End();
  return 0;
}
