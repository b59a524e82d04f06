#include "gate/conversation.h"

#include <algorithm>
#include <cctype>
#include <cstdlib>

#include "gate/write_commands.h"

namespace gtest_redis {
namespace {

using Action = Fault::Action;
using Outcome = GateCommand::Outcome;

constexpr char kDiscard[] = "*1\r\n$7\r\nDISCARD\r\n";
// Redis's own words, for a transaction of which it refused a command.
constexpr char kAborted[] = "EXECABORT Transaction discarded because of previous errors.";

template <typename... Names>
bool IsOneOf(const std::string& name, const Names&... names) {
  return ((name == names) || ...);
}

std::string Lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

}  // namespace

void Conversation::FromClient(std::string_view bytes) {
  while (!unreadable_) {
    const RequestScanner::Step step = requests_.Read(bytes);
    const std::string_view piece = bytes.substr(0, step.size);
    bytes.remove_prefix(step.size);
    if (!in_command_) {
      held_.append(piece);
    } else if (forwards_) {
      ToRedis(piece);
    }
    switch (step.event) {
      case RequestScanner::Event::kNamed:
        BeginCommand();
        break;
      case RequestScanner::Event::kEnd:
        EndCommand();
        break;
      case RequestScanner::Event::kLost:
        unreadable_ = true;
        break;
      case RequestScanner::Event::kMore:
        // What stands between commands belongs to none of them.
        if (!in_command_ && requests_.between()) ToRedis(std::exchange(held_, {}));
        return;
    }
  }
  ToRedis(std::exchange(held_, {}));
  ToRedis(bytes);
}

void Conversation::ToRedis(std::string_view bytes) {
  if (ended_ || bytes.empty()) return;
  to_redis_ += bytes.size();
  sink_.ToRedis(bytes);
}

void Conversation::BeginCommand() {
  const std::string& name = requests_.name();
  in_command_ = true;
  GateCommand command;
  command.connection = connection_;
  command.database = database_;
  command.name = name;
  command.writes = IsWriteCommand(name);
  command.sent = std::chrono::steady_clock::now();
  Waiting waiting;
  waiting.sent = command.sent;
  waiting.command = command_ = ledger_.Begin(std::move(command));
  if (ended_ || unread_) {
    forwards_ = true;
    if (ended_) {
      ledger_.Finish({command_, Outcome::kLost, waiting.sent});
    } else {
      ledger_.Abandon(command_);
    }
    ToRedis(std::exchange(held_, {}));
    return;
  }
  waiting.fate = plan_.Decide(name);
  ledger_.Strike(waiting.fate.strikes);
  const Action action = waiting.fate.action;
  const bool refused = action == Action::kError;
  forwards_ = action == Action::kPass || (!refused && waiting.fate.fault->reaches_redis);
  // Redis, too, discards a transaction when it refuses a command of it, or the EXEC.
  if (name == "EXEC" && in_multi_ && (refused || (forwards_ && multi_failed_))) {
    waiting.aborts = true;
    forwards_ = false;
    ToRedis(kDiscard);
  }
  if (forwards_) ToRedis(held_);
  held_.clear();
  waiting.forwarded = forwards_ || waiting.aborts;
  waiting_.push_back(std::move(waiting));
}

void Conversation::EndCommand() {
  in_command_ = false;
  const std::string& name = requests_.name();
  const std::string& first = requests_.first();
  ledger_.Describe(command_, first, requests_.digest());
  if (forwards_ && !ended_) unpassed_.emplace_back(to_redis_, command_);
  if (waiting_.empty() || waiting_.back().command != command_) return;
  Waiting& waiting = waiting_.back();
  waiting.complete = true;
  waiting.database_before = database_;
  if (!waiting.forwarded) {
    multi_failed_ = multi_failed_ || (in_multi_ && waiting.fate.action == Action::kError);
  } else if (name == "SELECT") {
    waiting.kind = Kind::kSelect;
    database_ = std::atoi(first.c_str());
  } else if (name == "MULTI" && !in_multi_) {
    in_multi_ = true;
    multi_failed_ = false;
    database_before_multi_ = database_;
  } else if (IsOneOf(name, "EXEC", "DISCARD") && in_multi_) {
    waiting.kind = Kind::kTransaction;
    waiting.database_before = database_before_multi_;
    if (name == "DISCARD" || waiting.aborts) database_ = database_before_multi_;
    in_multi_ = false;
    multi_failed_ = false;
  } else if (name == "HELLO" && !first.empty()) {
    waiting.kind = Kind::kHello;
    waiting.resp3_before = resp3_;
    resp3_ = first == "3";
  } else if (name == "RESET") {
    resp3_ = false;
    in_multi_ = false;
    multi_failed_ = false;
    database_ = 0;
  } else if (IsOneOf(name, "SUBSCRIBE", "PSUBSCRIBE", "SSUBSCRIBE", "UNSUBSCRIBE", "PUNSUBSCRIBE",
                     "SUNSUBSCRIBE")) {
    waiting.kind = resp3_ ? Kind::kSubscribe : Kind::kStream;
    waiting.push = Lower(name);
  } else if (IsOneOf(name, "MONITOR", "SYNC", "PSYNC")) {
    waiting.kind = Kind::kStream;
  } else if (name == "CLIENT" && Lower(first) == "reply" && Lower(requests_.second()) != "on") {
    waiting.kind = Kind::kSilent;
  }
  waiting.database_after = database_;
  AnswerOwn();
}

void Conversation::FromRedis(std::string_view bytes) {
  while (!bytes.empty() && !ended_) {
    if (unread_) {
      sink_.ToClient(bytes, plan_.Delay());
      return;
    }
    const ReplyScanner::Step step = replies_.Read(bytes);
    if (step.event == ReplyScanner::Event::kLost) {
      StopReading();
      continue;
    }
    const std::string_view piece = bytes.substr(0, step.size);
    bytes.remove_prefix(step.size);
    if (replies_.in_push() || !redis_answers()) {
      sink_.ToClient(piece, plan_.Delay());
    } else {
      PassReply(piece);
    }
    if (ended_ || step.event == ReplyScanner::Event::kMore) continue;
    if (step.event == ReplyScanner::Event::kPush) {
      EndPush();
    } else if (redis_answers()) {
      EndReply();
    } else if (is_error()) {
      ledger_.Refuse(replies_.codes());
    } else {
      StopReading();
    }
    AnswerOwn();
  }
}

void Conversation::PassReply(std::string_view bytes) {
  Waiting& first = waiting_.front();
  const Fate fate = first.fate;
  if (first.aborts) return;
  if (fate.action == Action::kTruncate) {
    bytes = bytes.substr(0, fate.fault->at_byte - first.passed);
  } else if (fate.action != Action::kPass) {
    return;
  }
  first.passed += bytes.size();
  if (!bytes.empty()) sink_.ToClient(bytes, fate.delay);
  if (fate.action == Action::kTruncate && first.passed == fate.fault->at_byte) {
    EndAll(End::kFin, fate.delay);
  }
}

void Conversation::EndReply() {
  const Waiting& first = waiting_.front();
  const Fate fate = first.fate;
  const Kind kind = first.kind;
  if (first.aborts) return Refuse(fate.fault == nullptr ? kAborted : fate.fault->text);
  if (fate.action == Action::kGarbage) {
    sink_.ToClient(fate.fault->text, fate.delay);
    return FinishFirst(Outcome::kLost);
  }
  if (fate.action == Action::kReset) return EndAll(End::kReset, fate.delay);
  if (fate.action == Action::kHalfClose) return EndAll(End::kHalfClose, fate.delay);
  if (is_error()) GoBack(Waiting(first));
  FinishFirst(replies_.codes().empty() ? Outcome::kAnswered : Outcome::kRefused, replies_.error(),
              replies_.codes());
  // The reply was shorter than the fault would have it.
  if (fate.action == Action::kTruncate) return EndAll(End::kFin, fate.delay);
  if ((kind == Kind::kStream || kind == Kind::kSubscribe) && !is_error()) StopReading();
}

void Conversation::EndPush() {
  if (!redis_answers()) return;
  const Waiting& first = waiting_.front();
  if (first.kind == Kind::kSubscribe && first.push == replies_.word()) {
    FinishFirst(Outcome::kAnswered);
  }
}

void Conversation::AnswerOwn() {
  // Not in the middle of what comes from Redis.
  while (!ended_ && !waiting_.empty() && replies_.between()) {
    const Waiting& first = waiting_.front();
    if (!first.complete) return;
    if (first.kind == Kind::kSilent) return StopReading();
    if (first.forwarded) return;
    const Fate fate = first.fate;
    switch (fate.action) {
      case Action::kError:
        Refuse(fate.fault->text);
        break;
      case Action::kGarbage:
        sink_.ToClient(fate.fault->text, fate.delay);
        FinishFirst(Outcome::kLost);
        break;
      default:
        EndAll(fate.action == Action::kReset ? End::kReset : End::kHalfClose, fate.delay);
    }
  }
}

void Conversation::Refuse(const std::string& error) {
  sink_.ToClient("-" + error + "\r\n", waiting_.front().fate.delay);
  FinishFirst(Outcome::kRefused, error.substr(0, ReplyScanner::kLongestError),
              {{error.substr(0, error.find(' ')), 1}});
}

void Conversation::FinishFirst(Outcome outcome, std::string error, RefusalCounts codes) {
  const Waiting& first = waiting_.front();
  sink_.Finish({first.command, outcome, first.sent, std::move(error), std::move(codes)},
               first.fate.delay);
  waiting_.pop_front();
}

void Conversation::GoBack(const Waiting& failed) {
  if (failed.kind == Kind::kHello) resp3_ = failed.resp3_before;
  if (failed.kind != Kind::kSelect && failed.kind != Kind::kTransaction) return;
  // Those behind it were believed to be where it had led.
  const int wrong = failed.database_after;
  for (Waiting& waiting : waiting_) {
    if (waiting.database_before == wrong) waiting.database_before = failed.database_before;
  }
  if (database_before_multi_ == wrong) database_before_multi_ = failed.database_before;
  if (database_ == wrong) database_ = failed.database_before;
}

void Conversation::Passed(std::uint64_t bytes) {
  passed_ += bytes;
  for (; !unpassed_.empty() && unpassed_.front().first <= passed_; unpassed_.pop_front()) {
    ledger_.Pass(unpassed_.front().second);
  }
}

void Conversation::RedisEnded(End end) {
  if (!ended_) EndAll(end, {});
}

void Conversation::ClientEnded() {
  LoseAll({});
  unread_ = true;
}

void Conversation::Forget(const Fault* fault) {
  const bool slow = fault->latency.count() > 0 || fault->jitter.count() > 0;
  for (std::size_t i = 0; i < waiting_.size(); ++i) {
    Waiting& waiting = waiting_[i];
    if (slow) waiting.fate.delay = plan_.Delay();
    const bool acting = !waiting.forwarded || waiting.aborts || (i == 0 && !replies_.between());
    if (waiting.fate.fault.get() == fault && !acting) waiting.fate.action = Action::kPass;
  }
}

void Conversation::EndAll(End end, std::chrono::microseconds delay) {
  ended_ = true;
  LoseAll(delay);
  sink_.EndClient(end, delay);
}

void Conversation::LoseAll(std::chrono::microseconds delay) {
  for (const Waiting& waiting : std::exchange(waiting_, {})) {
    sink_.Finish({waiting.command, Outcome::kLost, waiting.sent}, delay);
  }
}

void Conversation::StopReading() {
  unread_ = true;
  for (const Waiting& waiting : std::exchange(waiting_, {})) ledger_.Abandon(waiting.command);
}

}  // namespace gtest_redis
