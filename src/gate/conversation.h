#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <utility>

#include "gate/fault_plan.h"
#include "gate/ledger.h"
#include "gate/reply_scanner.h"
#include "gate/request_scanner.h"

namespace gtest_redis {

/// How a connection ends.
enum class End {
  kFin,
  kReset,
  kHalfClose,  ///< FIN; but what the other side sends is still taken.
};

/// What a conversation does to its two sides. What has a delay comes so much later, and never
/// before what was said before it.
class ConversationSink {
 public:
  using Delay = std::chrono::microseconds;

  virtual ~ConversationSink() = default;
  virtual void ToRedis(std::string_view bytes) = 0;
  virtual void ToClient(std::string_view bytes, Delay delay) = 0;
  /// The books are to say so when the client has all that was said before.
  virtual void Finish(Ending ending, Delay delay) = 0;
  /// The connection is to end. Nothing follows.
  virtual void EndClient(End end, Delay delay) = 0;
};

/// What a client and Redis say to each other on one connection: passes it on as the faults in force
/// have it, and keeps the books. Knows of no socket and of no time but the delays. One thread at a
/// time.
///
/// A connection whose replies cannot be told apart (after SUBSCRIBE in RESP2, MONITOR, PSYNC,
/// CLIENT REPLY OFF, and whatever is not understood) passes unread from there on: its commands are
/// counted, but what became of them is not known, and no fault makes them fail.
class Conversation {
 public:
  Conversation(std::uint64_t connection, FaultPlan& plan, Ledger& ledger, ConversationSink& sink)
      : connection_(connection), plan_(plan), ledger_(ledger), sink_(sink) {}

  void FromClient(std::string_view bytes);
  void FromRedis(std::string_view bytes);
  /// Redis has got this many bytes more.
  void Passed(std::uint64_t bytes);
  /// Redis has ended the connection: no reply will come any more.
  void RedisEnded(End end);
  /// Nobody reads the replies any more. What comes nevertheless is passed on.
  void ClientEnded();
  /// A fault has ended: commands that wait for their reply are no longer concerned.
  void Forget(const Fault* fault);

  /// Whether a command waits for its reply.
  bool waits() const { return !waiting_.empty(); }
  /// Whether a reply has begun to come, and not ended.
  bool in_reply() const { return !replies_.between(); }

 private:
  // What a command does to the conversation.
  enum class Kind {
    kPlain,
    kSelect,
    kTransaction,  // EXEC and DISCARD.
    kHello,
    kSubscribe,  // And its kin.
    kStream,     // MONITOR, SYNC, PSYNC: what follows its reply are no replies.
    kSilent,     // CLIENT REPLY OFF and SKIP.
  };

  struct Waiting {
    std::uint64_t command = 0;
    std::chrono::steady_clock::time_point sent;
    Fate fate;
    Kind kind = Kind::kPlain;
    bool forwarded = true;      // Redis gets it, and answers.
    bool aborts = false;        // An EXEC that is refused here, and a DISCARD for Redis.
    bool complete = false;      // Its end has come.
    std::uint64_t passed = 0;   // Bytes of its reply.
    int database_before = 0;    // To be gone back to when it fails
    int database_after = 0;     // from here,
    bool resp3_before = false;  // likewise.
    std::string push;           // The word of the push that answers it.
  };

  void BeginCommand();
  void EndCommand();
  void ToRedis(std::string_view bytes);
  /// Passes on a piece of a reply to the command that is answered.
  void PassReply(std::string_view bytes);
  void EndReply();
  void EndPush();
  /// Answers commands that Redis does not get, when it is their turn.
  void AnswerOwn();
  /// Answers the first that waits with an error that is not Redis's.
  void Refuse(const std::string& error);
  /// Ends the wait of the first that waits.
  void FinishFirst(GateCommand::Outcome outcome, std::string error = {}, RefusalCounts codes = {});
  void EndAll(End end, std::chrono::microseconds delay);
  void StopReading();
  void LoseAll(std::chrono::microseconds delay);
  /// Undoes what was believed of a command before its reply came.
  void GoBack(const Waiting& failed);
  /// Whether what Redis says now answers a command.
  bool redis_answers() const { return !waiting_.empty() && waiting_.front().forwarded; }
  bool is_error() const { return replies_.type() == '-' || replies_.type() == '!'; }

  const std::uint64_t connection_;
  FaultPlan& plan_;
  Ledger& ledger_;
  ConversationSink& sink_;

  RequestScanner requests_;
  ReplyScanner replies_;
  std::string held_;           // Of a command whose name is not yet known.
  bool in_command_ = false;    // Its name is known, and its end has not come.
  bool forwards_ = true;       // What of it comes.
  std::uint64_t command_ = 0;  // Its number.
  bool unreadable_ = false;    // What the client sends.
  bool unread_ = false;        // What Redis sends.
  bool ended_ = false;         // By a fault, or because one side is gone.
  std::deque<Waiting> waiting_;

  int database_ = 0;
  bool resp3_ = false;
  bool in_multi_ = false;
  int database_before_multi_ = 0;
  bool multi_failed_ = false;  // A command of it was refused here.

  std::uint64_t to_redis_ = 0;                                    // Bytes.
  std::uint64_t passed_ = 0;                                      // Of these.
  std::deque<std::pair<std::uint64_t, std::uint64_t>> unpassed_;  // Ends of commands, and numbers.
};

}  // namespace gtest_redis
