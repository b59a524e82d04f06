#include "alert_gateway/gateway.h"

#include <vector>

namespace alert_gateway {
namespace {

constexpr char kPrefix[] = "alert_gateway:";
constexpr int kSecondsPerMinute = 60;
// Longer than a minute, because the clocks of several gateways differ.
constexpr int kCounterTtlSeconds = 2 * kSecondsPerMinute;
constexpr int kProbeTtlSeconds = 10;

long long SecondsSinceEpoch() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::seconds>(now).count();
}

std::string FingerprintKey(const Signal& signal) {
  return std::string(kPrefix) + "fingerprint:" + signal.fingerprint;
}

std::string CounterKey(const std::string& kind, const std::string& subject) {
  const long long minute = SecondsSinceEpoch() / kSecondsPerMinute;
  return kPrefix + kind + ":" + subject + ":" + std::to_string(minute);
}

Command Increment(const std::string& key) { return {{"INCR", key}, {ReplyType::kInteger}}; }

Command Expire(const std::string& key) {
  return {{"EXPIRE", key, std::to_string(kCounterTtlSeconds)}, {ReplyType::kInteger}};
}

}  // namespace

const char* ToString(Outcome outcome) {
  switch (outcome) {
    case Outcome::kResolved:
      return "resolved";
    case Outcome::kDuplicate:
      return "duplicate";
    case Outcome::kAggregated:
      return "aggregated";
    case Outcome::kCreated:
      return "created";
    case Outcome::kLimited:
      return "limited";
  }
  return "";
}

std::chrono::seconds UntilNextMinute() {
  return std::chrono::seconds(kSecondsPerMinute - SecondsSinceEpoch() % kSecondsPerMinute);
}

Gateway::Gateway(const Options& options, RedisClient* redis) : options_(options), redis_(redis) {}

Outcome Gateway::Handle(const Signal& signal, Deadline deadline) {
  if (signal.resolved) {
    Forget(signal, deadline);
    return Outcome::kResolved;
  }
  // A read comes first: it is all a duplicate needs, and Redis can do it even when it is full.
  if (IsKnown(signal, deadline)) return Outcome::kDuplicate;
  // Before anything is stored: a limited signal must not be a duplicate when it is sent again.
  if (IsOverRateLimit(signal, deadline)) return Outcome::kLimited;
  return CountAndStore(signal, deadline);
}

bool Gateway::IsKnown(const Signal& signal, Deadline deadline) {
  const Command get{{"GET", FingerprintKey(signal)}, {ReplyType::kString, ReplyType::kNil}};
  return redis_->Run(get, deadline).type == ReplyType::kString;
}

bool Gateway::IsOverRateLimit(const Signal& signal, Deadline deadline) {
  const std::string key = CounterKey("rate", signal.source);
  const auto replies = redis_->RunTransaction({Increment(key), Expire(key)}, deadline);
  return replies[0].integer > options_.rate_limit;
}

Outcome Gateway::CountAndStore(const Signal& signal, Deadline deadline) {
  const std::string storm = CounterKey("storm", signal.name);
  const Command store{{"SET", FingerprintKey(signal), signal.ToJson(), "NX", "EX",
                       std::to_string(options_.dedup_ttl_seconds)},
                      {ReplyType::kOk, ReplyType::kNil}};
  const auto replies = redis_->RunTransaction({Increment(storm), Expire(storm), store}, deadline);
  const bool stored_by_somebody_else = replies[2].type == ReplyType::kNil;
  if (stored_by_somebody_else) return Outcome::kDuplicate;
  return replies[0].integer > options_.storm_threshold ? Outcome::kAggregated : Outcome::kCreated;
}

void Gateway::Forget(const Signal& signal, Deadline deadline) {
  redis_->Run({{"DEL", FingerprintKey(signal)}, {ReplyType::kInteger}}, deadline);
}

void Gateway::CheckReady(Deadline deadline) {
  const std::string key = std::string(kPrefix) + "ready";
  redis_->Run({{"SET", key, "1", "EX", std::to_string(kProbeTtlSeconds)}, {ReplyType::kOk}},
              deadline);
}

}  // namespace alert_gateway
