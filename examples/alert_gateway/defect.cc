#include "alert_gateway/defect.h"

#include "alert_gateway/redis_url.h"

namespace alert_gateway {

const std::vector<DefectEntry>& Defects() {
  static const auto* const entries = new std::vector<DefectEntry>{
      {Defect::kAnswers500, "answers-500", "says 'internal error' when Redis is to blame"},
      {Defect::kCrashes, "crashes", "aborts at the first failure of Redis"},
      {Defect::kExits, "exits", "gives up and exits at the first failure of Redis"},
      {Defect::kDropsRetryAfter, "drops-retry-after", "answers 503 without a Retry-After"},
      {Defect::kMatchesSentences, "matches-sentences",
       "knows errors of Redis by their sentences, not by their codes, and answers 500 to others"},
      {Defect::kLivenessAsksRedis, "liveness-asks-redis",
       "fails its liveness probe with Redis, and would be restarted for nothing"},
      {Defect::kReadinessIgnoresRedis, "readiness-ignores-redis", "is ready without Redis"},

      {Defect::kSwallowsOom, "swallows-oom", "answers 201 when Redis is full and stored nothing"},
      {Defect::kSwallowsReadonly, "swallows-readonly", "takes READONLY for success"},
      {Defect::kSwallowsNoauth, "swallows-noauth", "takes NOAUTH for success"},
      {Defect::kCreatedUnderOom, "created-under-oom",
       "answers 201 instead of 202 to a duplicate once Redis was full"},
      {Defect::kCountsRefusedAsStored, "counts-refused-as-stored",
       "remembers a signal that Redis refused, and takes it for a duplicate later"},
      {Defect::kCachesFailure, "caches-failure",
       "caches the failure of a signal, and gives the same answer for ever"},
      {Defect::kTakesNilForAnError, "takes-nil-for-an-error",
       "fails when a signal that it has stored is not there any more"},
      {Defect::kWritesBeforeReading, "writes-before-reading",
       "needs to write to know a duplicate, which a full Redis refuses"},
      {Defect::kWritesBehind, "writes-behind", "answers 201 first, and stores afterwards"},

      {Defect::kExpiresSeparately, "expires-separately",
       "writes a key and gives it its time to live in two steps"},
      {Defect::kHangs, "hangs", "waits for Redis without a time limit"},
      {Defect::kIgnoresDeadline, "ignores-deadline",
       "waits for Redis longer than its client waits for it"},
      {Defect::kRetriesWithoutBound, "retries-without-bound",
       "sends what was refused again and again, without a pause"},
      {Defect::kRetriesAppliedWrites, "retries-applied-writes",
       "sends a write again that Redis may have done already"},
      {Defect::kRetriesOnNewConnections, "retries-on-new-connections",
       "tries each failure again on many new connections"},
      {Defect::kNeverReconnects, "never-reconnects", "keeps a connection that was lost"},
      {Defect::kReconnectsToDatabase0, "reconnects-to-database-0",
       "does not select its database when it connects again"},
      {Defect::kForgetsMulti, "forgets-multi",
       "does not begin the first transaction after it has connected again"},
      {Defect::kReadsTruncatedReply, "reads-truncated-reply", "takes half a reply for a whole one"},
      {Defect::kReusesConnectionAfterTimeout, "reuses-connection-after-timeout",
       "asks again on a connection on which a reply is still to come, and takes it for its own"},
      {Defect::kLeaksConnections, "leaks-connections",
       "loses a connection with each failure, until its pool is empty"},
      {Defect::kBreakerNeverCloses, "breaker-never-closes",
       "asks Redis no more, for ever, after one time-out"},
      {Defect::kHoldsLock, "holds-lock", "lets one request at a time wait for Redis"},
      {Defect::kForgetsToUnlock, "forgets-to-unlock", "keeps a lock after a failure"},
  };
  return *entries;
}

Defect FindDefect(const std::string& name) {
  for (const DefectEntry& entry : Defects()) {
    if (entry.name == name) return entry.defect;
  }
  throw UsageError("there is no defect '" + name + "'; '--defect list' names them");
}

std::string ListDefects() {
  std::string lines;
  for (const DefectEntry& entry : Defects()) {
    const std::size_t width = 33;
    lines += entry.name + std::string(width - entry.name.size(), ' ') + entry.meaning + "\n";
  }
  return lines;
}

}  // namespace alert_gateway
