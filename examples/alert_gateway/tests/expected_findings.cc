#include "expected_findings.h"

#include <ostream>

namespace alert_gateway_test {

using gtest_redis::FindingKind;

const std::vector<ExpectedFinding>& ExpectedFindings() {
  static const auto* const all = new std::vector<ExpectedFinding>{
      {"answers-500", {FindingKind::kUnexpectedStatus}},
      {"crashes", {FindingKind::kCrash}},
      {"exits", {FindingKind::kExit}},
      {"drops-retry-after", {FindingKind::kMissingHeader}},
      {"matches-sentences", {FindingKind::kUnexpectedStatus}},
      {"liveness-asks-redis", {FindingKind::kLivenessFollowsRedis}},
      {"readiness-ignores-redis", {FindingKind::kReadinessIgnoresRedis}},
      {"swallows-oom", {FindingKind::kSwallowedRefusal}},
      {"swallows-readonly", {FindingKind::kSwallowedRefusal}},
      {"swallows-noauth", {FindingKind::kUnfoundedSuccess, FindingKind::kSwallowedRefusal}},
      {"created-under-oom", {FindingKind::kForgottenDuplicate}},
      {"counts-refused-as-stored", {FindingKind::kPhantomDuplicate}},
      {"caches-failure", {FindingKind::kUnfoundedRefusal}},
      {"takes-nil-for-an-error", {FindingKind::kUnfoundedRefusal}},
      {"writes-before-reading", {FindingKind::kUnexpectedStatus}},
      {"writes-behind",
       {FindingKind::kUnfoundedSuccess, FindingKind::kSwallowedRefusal, FindingKind::kLostWrite}},
      {"expires-separately", {FindingKind::kKeyWithoutTtl}},
      {"hangs", {FindingKind::kHang}},
      {"ignores-deadline", {FindingKind::kLate}},
      {"retries-without-bound", {FindingKind::kRetryStorm}},
      {"retries-applied-writes", {FindingKind::kRepeatedWrite}},
      {"retries-on-new-connections", {FindingKind::kRetryStorm}},
      {"never-reconnects", {FindingKind::kRecoveryByRestart}},
      {"reconnects-to-database-0", {FindingKind::kWrongDatabase}},
      {"forgets-multi", {FindingKind::kLateRecovery}},
      {"reads-truncated-reply", {FindingKind::kUnfoundedSuccess}},
      {"reuses-connection-after-timeout",
       {FindingKind::kUnfoundedRefusal, FindingKind::kLateRecovery}},
      {"leaks-connections", {FindingKind::kConnectionLeak}},
      {"breaker-never-closes", {FindingKind::kRecoveryByRestart}},
      {"holds-lock", {FindingKind::kLate}},
      {"forgets-to-unlock", {FindingKind::kHang}},
  };
  return *all;
}

void PrintTo(const ExpectedFinding& expected, std::ostream* out) { *out << expected.defect; }

}  // namespace alert_gateway_test
