#pragma once

#include <iosfwd>
#include <string>
#include <vector>

namespace gtest_redis {

/// What can be wrong with how a service answers, by name. The words of ToString() are stable:
/// reports and contracts are written in them.
enum class FindingKind {
  // Of the answer itself.
  kUnexpectedStatus,   ///< Another status than expected, and nothing below says why.
  kMissingHeader,      ///< A header that was expected is not there, Retry-After mostly.
  kUnexpectedContent,  ///< The status is right, and the headers or the body are not.
  kLate,               ///< A whole answer, past its deadline.
  kHang,               ///< No answer at all, from a service that runs.
  kDroppedConnection,  ///< The service runs, and closed the connection, or took none.
  kMalformedAnswer,    ///< What came is not HTTP.
  kCrash,              ///< A signal ended the service.
  kExit,               ///< The service ended itself.
  // Of the answer against what Redis did.
  kUnfoundedRefusal,       ///< 503, and Redis gave no reason for it since the state was entered.
  kUnexpectedRefusal,      ///< Redis refused something for another reason than was expected.
  kSwallowedRefusal,       ///< 2xx, although Redis refused what the request needed.
  kUnfoundedSuccess,       ///< 2xx, although no whole reply came, or Redis was not asked.
  kForgottenDuplicate,     ///< A repeated request was answered as a new one.
  kLivenessFollowsRedis,   ///< The liveness probe fails with Redis.
  kReadinessIgnoresRedis,  ///< The readiness probe succeeds without Redis.
  // Of what the service does to Redis.
  kRetryStorm,      ///< One command of one request was sent too often, or on too many connections.
  kRepeatedWrite,   ///< A write was sent again that Redis may have done already.
  kWrongDatabase,   ///< A command ran in another database than the service's.
  kConnectionLeak,  ///< Each failed request costs a connection.
  kKeyWithoutTtl,   ///< A key that never expires, where all should.
  // Of what comes afterwards.
  kLateRecovery,       ///< It answers as it should only some time after Redis is well again,
  kNoRecovery,         ///< or never,
  kRecoveryByRestart,  ///< or only after it was started anew.
  kLostWrite,          ///< Answered as stored, and not known afterwards.
  kPhantomDuplicate,   ///< Answered 503 with nothing stored, and taken for a duplicate afterwards.
};

/// "unfounded-refusal".
std::string ToString(FindingKind kind);
/// All there are, in the order above.
const std::vector<FindingKind>& AllFindingKinds();
/// The kind of that name. Throws Error when there is none.
FindingKind FindFindingKind(const std::string& name);

/// Something that is wrong: its kind, and one sentence with the evidence in it: "answered 201, but
/// redis refused its SET 'key' (OOM command not allowed when used memory > 'maxmemory'.)".
struct Finding {
  FindingKind kind;
  std::string text;
};

/// "swallowed-refusal: answered 201, but ...".
std::ostream& operator<<(std::ostream& out, const Finding& finding);

}  // namespace gtest_redis
