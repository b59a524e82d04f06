#pragma once

#include <string>
#include <vector>

namespace alert_gateway {

/// What is wrong with this gateway: mistakes that real services have shipped, one at a time and on
/// purpose, so that a test can show that it would find them. Whatever knows of them is in a file
/// that is named for it: defective_api, defective_client and defective_gateway.
enum class Defect {
  kNone,
  // Of the answers.
  kAnswers500,
  kCrashes,
  kExits,
  kDropsRetryAfter,
  kMatchesSentences,
  kLivenessAsksRedis,
  kReadinessIgnoresRedis,
  // Of the decisions.
  kSwallowsOom,
  kSwallowsReadonly,
  kSwallowsNoauth,
  kCreatedUnderOom,
  kCountsRefusedAsStored,
  kCachesFailure,
  kTakesNilForAnError,
  kWritesBeforeReading,
  kWritesBehind,
  // Of the conversation with Redis.
  kExpiresSeparately,
  kHangs,
  kIgnoresDeadline,
  kRetriesWithoutBound,
  kRetriesAppliedWrites,
  kRetriesOnNewConnections,
  kNeverReconnects,
  kReconnectsToDatabase0,
  kForgetsMulti,
  kReadsTruncatedReply,
  kReusesConnectionAfterTimeout,
  kLeaksConnections,
  kBreakerNeverCloses,
  kHoldsLock,
  kForgetsToUnlock,
};

struct DefectEntry {
  Defect defect;
  std::string name;     ///< As --defect takes it.
  std::string meaning;  ///< One line.
};

/// All but kNone.
const std::vector<DefectEntry>& Defects();

/// Throws UsageError for a name that is none.
Defect FindDefect(const std::string& name);

/// A line for each.
std::string ListDefects();

}  // namespace alert_gateway
