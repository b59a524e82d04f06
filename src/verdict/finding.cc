#include "gtest_redis/verdict/finding.h"

#include <ostream>

#include "gtest_redis/redis/error.h"

namespace gtest_redis {

std::string ToString(FindingKind kind) {
  switch (kind) {
    case FindingKind::kUnexpectedStatus:
      return "unexpected-status";
    case FindingKind::kMissingHeader:
      return "missing-header";
    case FindingKind::kUnexpectedContent:
      return "unexpected-content";
    case FindingKind::kLate:
      return "late";
    case FindingKind::kHang:
      return "hang";
    case FindingKind::kDroppedConnection:
      return "dropped-connection";
    case FindingKind::kMalformedAnswer:
      return "malformed-answer";
    case FindingKind::kCrash:
      return "crash";
    case FindingKind::kExit:
      return "exit";
    case FindingKind::kUnfoundedRefusal:
      return "unfounded-refusal";
    case FindingKind::kUnexpectedRefusal:
      return "unexpected-refusal";
    case FindingKind::kSwallowedRefusal:
      return "swallowed-refusal";
    case FindingKind::kUnfoundedSuccess:
      return "unfounded-success";
    case FindingKind::kForgottenDuplicate:
      return "forgotten-duplicate";
    case FindingKind::kLivenessFollowsRedis:
      return "liveness-follows-redis";
    case FindingKind::kReadinessIgnoresRedis:
      return "readiness-ignores-redis";
    case FindingKind::kRetryStorm:
      return "retry-storm";
    case FindingKind::kRepeatedWrite:
      return "repeated-write";
    case FindingKind::kWrongDatabase:
      return "wrong-database";
    case FindingKind::kConnectionLeak:
      return "connection-leak";
    case FindingKind::kKeyWithoutTtl:
      return "key-without-ttl";
    case FindingKind::kLateRecovery:
      return "late-recovery";
    case FindingKind::kNoRecovery:
      return "no-recovery";
    case FindingKind::kRecoveryByRestart:
      return "recovery-by-restart";
    case FindingKind::kLostWrite:
      return "lost-write";
    case FindingKind::kPhantomDuplicate:
      return "phantom-duplicate";
  }
  return "";
}

const std::vector<FindingKind>& AllFindingKinds() {
  static const auto* const kinds = [] {
    auto* all = new std::vector<FindingKind>;
    const int last = static_cast<int>(FindingKind::kPhantomDuplicate);
    for (int kind = 0; kind <= last; ++kind) all->push_back(static_cast<FindingKind>(kind));
    return all;
  }();
  return *kinds;
}

FindingKind FindFindingKind(const std::string& name) {
  std::string names;
  for (const FindingKind kind : AllFindingKinds()) {
    if (ToString(kind) == name) return kind;
    names += (names.empty() ? "'" : ", '") + ToString(kind) + "'";
  }
  throw Error("there is no finding '" + name + "'; there are " + names);
}

std::ostream& operator<<(std::ostream& out, const Finding& finding) {
  return out << ToString(finding.kind) << ": " << finding.text;
}

}  // namespace gtest_redis
