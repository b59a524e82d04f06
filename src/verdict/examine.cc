#include <algorithm>
#include <map>

#include "gtest_redis/verdict/evidence.h"
#include "verdict/describe.h"

namespace gtest_redis {
namespace {

using Outcome = GateCommand::Outcome;

class Examination {
 public:
  Examination(const Evidence& evidence, const Expectation& expectation)
      : evidence_(evidence),
        expectation_(expectation),
        response_(evidence.response),
        fates_(FatesOf(evidence.commands)) {}

  std::vector<Finding> Findings() {
    if (response_.status == 0) {
      LookAtSilence();
    } else {
      LookAtClaim();
      LookAtStatus();
      LookAtForm();
    }
    LookAtRefusals();
    LookAtSends();
    LookAtWrites();
    LookAtDatabases();
    return findings_;
  }

 private:
  void Find(FindingKind kind, const std::string& text) {
    if (!expectation_.Allows(kind)) findings_.push_back({kind, text});
  }

  // The status is explained when something was found about it, or when that was intended.
  void FindOfStatus(FindingKind kind, const std::string& text) {
    explained_ = true;
    Find(kind, text);
  }

  bool Succeeded() const { return response_.status / 100 == 2; }
  bool Expected() const { return expectation_.statuses.count(response_.status) > 0; }
  std::string Answered() const { return DescribeAnswer(response_); }

  void LookAtSilence() {
    if (!evidence_.ended.empty()) {
      const bool killed = evidence_.ended.find("signal") != std::string::npos;
      return Find(killed ? FindingKind::kCrash : FindingKind::kExit,
                  "not answered: the service " + evidence_.ended);
    }
    switch (response_.failure) {
      case HttpFailure::kTimeout:
        return Find(FindingKind::kHang, response_.error);
      case HttpFailure::kMalformed:
        return Find(FindingKind::kMalformedAnswer, response_.error);
      default:
        return Find(FindingKind::kDroppedConnection, response_.error);
    }
  }

  // What the status says of Redis, against what Redis did.
  void LookAtClaim() {
    if (expectation_.role == Role::kLiveness) return;
    if (response_.status == 503 && !IsFounded()) {
      return FindOfStatus(FindingKind::kUnfoundedRefusal,
                          "answered 503, but redis refused nothing, lost nothing and kept nothing "
                          "waiting since the state was entered or left");
    }
    if (!Succeeded()) return;
    LookForSwallowed();
    if (!explained_ && evidence_.gate) LookForUnasked();
  }

  bool IsFounded() const {
    if (evidence_.redis_down) return true;
    if (!evidence_.gate) return !evidence_.refusals_known || !evidence_.refusals.empty();
    const Traffic& traffic = evidence_.since_state;
    return traffic.TotalRefusals() > 0 || traffic.lost > 0 || traffic.dropped > 0 ||
           traffic.strikes > 0 || traffic.pending > 0 ||
           evidence_.traffic.waited >= expectation_.patience;
  }

  void LookForSwallowed() {
    for (std::size_t i = 0; i < fates_.size(); ++i) {
      const CommandFate& fate = fates_[i];
      if (!IsData(*fate.command) || IsMadeGood(i)) continue;
      const std::string it = "its " + Describe(*fate.command);
      if (fate.outcome == Outcome::kRefused && !IsRedirect(fate.error)) {
        return FindOfStatus(FindingKind::kSwallowedRefusal,
                            Answered() + ", but redis refused " + it + " (" + fate.error + ")");
      }
      if (fate.outcome == Outcome::kLost || fate.outcome == Outcome::kPending) {
        return FindOfStatus(FindingKind::kUnfoundedSuccess,
                            Answered() + ", but " + it + " " + DescribeFate(fate));
      }
    }
  }

  void LookForUnasked() {
    bool asked = false;
    bool written = false;
    for (const CommandFate& fate : fates_) {
      if (fate.outcome != Outcome::kAnswered || !IsData(*fate.command)) continue;
      asked = true;
      written = written || fate.command->writes;
    }
    const bool claims_all = expectation_.role == Role::kStore || expectation_.role == Role::kRepeat;
    if (!claims_all) return;
    if (!asked) {
      FindOfStatus(FindingKind::kUnfoundedSuccess, Answered() + ", but redis was asked nothing");
    } else if (expectation_.role == Role::kStore && response_.status == expectation_.created &&
               !written) {
      FindOfStatus(FindingKind::kUnfoundedSuccess, Answered() + ", but redis did no write for it");
    }
  }

  // Whether the same was done by a later command, with another value perhaps; of several requests
  // at a time, by any command.
  bool IsMadeGood(std::size_t index) const {
    const GateCommand& command = *fates_[index].command;
    const bool is_script = command.name == "EVALSHA" || command.name == "FCALL";
    for (std::size_t i = evidence_.together > 1 ? 0 : index + 1; i < fates_.size(); ++i) {
      const GateCommand& later = *fates_[i].command;
      if (fates_[i].outcome != Outcome::kAnswered) continue;
      if (later.name == command.name && (later.key == command.key || evidence_.together > 1)) {
        return true;
      }
      if (is_script && later.name == "EVAL") return true;
    }
    return false;
  }

  // Cluster: the service went on to another node, which this gate does not see.
  static bool IsRedirect(const std::string& error) {
    return error.rfind("MOVED ", 0) == 0 || error.rfind("ASK ", 0) == 0;
  }

  void LookAtStatus() {
    if (Expected() || explained_) return;
    const std::string but = ", expected " + DescribeStatuses(expectation_.statuses);
    if (expectation_.role == Role::kLiveness) {
      return Find(FindingKind::kLivenessFollowsRedis,
                  Answered() + but + ": the process lives, whatever redis does");
    }
    if (expectation_.role == Role::kReadiness && Succeeded()) {
      return Find(FindingKind::kReadinessIgnoresRedis,
                  Answered() + but + ": redis cannot be worked with");
    }
    if (expectation_.role == Role::kRepeat && response_.status == expectation_.created) {
      return Find(FindingKind::kForgottenDuplicate,
                  Answered() + but + ": it was stored before" +
                      (evidence_.keys.empty() ? "" : "; " + evidence_.keys));
    }
    Find(FindingKind::kUnexpectedStatus, Answered() + but);
  }

  void LookAtForm() {
    if (response_.duration > expectation_.deadline) {
      Find(FindingKind::kLate, "answered after " + DescribeTime(response_.duration) +
                                   ", with a deadline of " + DescribeTime(expectation_.deadline));
    }
    const auto names = expectation_.headers.find(response_.status);
    if (names != expectation_.headers.end()) {
      for (const std::string& name : names->second) {
        if (response_.Header(name)) continue;
        Find(FindingKind::kMissingHeader, Answered() + " without a " + name + " header");
      }
    }
    if (!Expected() || !expectation_.check) return;
    const std::string wrong = expectation_.check(response_);
    if (!wrong.empty()) Find(FindingKind::kUnexpectedContent, Answered() + ", but " + wrong);
  }

  // By another error than was expected, or by none where one was needed. EXECABORT only follows
  // from what was refused before.
  void LookAtRefusals() {
    const std::set<std::string>& codes = expectation_.refusals;
    if (codes.empty()) return;
    for (const CommandFate& fate : fates_) {
      const std::string code = CodeOf(fate.error);
      if (fate.outcome != Outcome::kRefused || code == "EXECABORT" || codes.count(code) > 0) {
        continue;
      }
      return Find(FindingKind::kUnexpectedRefusal, "redis refused its " + Describe(*fate.command) +
                                                       " (" + fate.error + "), expected " +
                                                       Join(codes));
    }
    if (response_.status != 503 || explained_) return;
    const RefusalCounts& refusals =
        evidence_.gate ? evidence_.since_state.refusals : evidence_.refusals;
    if (!evidence_.gate && !evidence_.refusals_known) return;
    const bool given = std::any_of(codes.begin(), codes.end(), [&](const std::string& code) {
      return refusals.count(code) > 0;
    });
    if (given) return;
    Find(FindingKind::kUnexpectedRefusal, Answered() + ", but redis refused nothing with " +
                                              Join(codes) + " since the state was entered or left");
  }

  static std::string CodeOf(const std::string& error) { return error.substr(0, error.find(' ')); }

  static std::string Join(const std::set<std::string>& codes) {
    std::string text;
    for (const std::string& code : codes) text += (text.empty() ? "" : " or ") + code;
    return text;
  }

  void LookAtSends() {
    const auto together = static_cast<std::int64_t>(evidence_.together);
    std::map<std::uint64_t, std::int64_t> sends;
    for (const GateCommand& command : evidence_.commands) {
      if (IsData(command)) ++sends[command.digest];
    }
    for (const GateCommand& command : evidence_.commands) {
      const std::int64_t times = sends[command.digest];
      if (times <= expectation_.most_sends * together) continue;
      return Find(FindingKind::kRetryStorm,
                  "sent " + Describe(command) + " " + std::to_string(times) + " times; at most " +
                      std::to_string(expectation_.most_sends) + " times for a request is expected");
    }
    if (evidence_.traffic.connections <= expectation_.most_connections * together) return;
    Find(FindingKind::kRetryStorm,
         "connected to redis " + std::to_string(evidence_.traffic.connections) +
             " times; at most " + std::to_string(expectation_.most_connections) +
             " times for a request is expected");
  }

  void LookAtWrites() {
    if (evidence_.together > 1) return;  // The same write may be two requests'.
    std::map<std::uint64_t, const CommandFate*> unknown;
    for (const CommandFate& fate : fates_) {
      const GateCommand& command = *fate.command;
      if (!command.writes || !IsData(command) || !fate.reached_redis) continue;
      if (unknown.count(command.digest) > 0) {
        return Find(FindingKind::kRepeatedWrite,
                    "sent " + Describe(command) +
                        " again, though redis may have done it: the first one reached redis, and " +
                        DescribeFate(*unknown[command.digest]));
      }
      if (fate.outcome == Outcome::kLost) unknown[command.digest] = &fate;
    }
  }

  void LookAtDatabases() {
    for (const GateCommand& command : evidence_.commands) {
      if (!IsData(command) || command.database == evidence_.database) continue;
      return Find(FindingKind::kWrongDatabase,
                  "sent " + Describe(command) + " to database " + std::to_string(command.database) +
                      " instead of " + std::to_string(evidence_.database));
    }
  }

  const Evidence& evidence_;
  const Expectation& expectation_;
  const HttpResponse& response_;
  const std::vector<CommandFate> fates_;
  std::vector<Finding> findings_;
  bool explained_ = false;
};

}  // namespace

std::vector<Finding> Examine(const Evidence& evidence, const Expectation& expectation) {
  return Examination(evidence, expectation).Findings();
}

}  // namespace gtest_redis
