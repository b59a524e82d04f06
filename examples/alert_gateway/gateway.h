#pragma once

#include <chrono>
#include <string>

#include "alert_gateway/options.h"
#include "alert_gateway/redis_client.h"
#include "alert_gateway/signal.h"

namespace alert_gateway {

/// What became of a signal. Of several, the greatest one speaks for all.
enum class Outcome { kResolved, kDuplicate, kAggregated, kCreated, kLimited };

const char* ToString(Outcome outcome);

/// Decides what becomes of a signal. All it knows is in Redis, so any number of gateways can share
/// the work. Everything throws RedisUnavailable.
class Gateway {
 public:
  Gateway(const Options& options, RedisClient* redis);

  Outcome Handle(const Signal& signal, Deadline deadline);

  /// Returns if Redis can be written to.
  void CheckReady(Deadline deadline);

 private:
  bool IsKnown(const Signal& signal, Deadline deadline);
  bool IsOverRateLimit(const Signal& signal, Deadline deadline);
  Outcome CountAndStore(const Signal& signal, Deadline deadline);
  void Forget(const Signal& signal, Deadline deadline);

  const Options options_;
  RedisClient* const redis_;
};

/// How long the current minute, and with it a rate limit, lasts.
std::chrono::seconds UntilNextMinute();

}  // namespace alert_gateway
