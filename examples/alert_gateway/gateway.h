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
/// the work. Everything throws RedisUnavailable. What is virtual, here and in the
/// other classes, is what a DefectiveGateway does wrong.
class Gateway {
 public:
  Gateway(const Options& options, RedisClient* redis);

  virtual ~Gateway() = default;

  virtual Outcome Handle(const Signal& signal, Deadline deadline);

  /// Returns if Redis can be written to.
  void CheckReady(Deadline deadline);

 protected:
  virtual bool IsKnown(const Signal& signal, Deadline deadline);
  virtual Outcome CountAndStore(const Signal& signal, Deadline deadline);

 private:
  bool IsOverRateLimit(const Signal& signal, Deadline deadline);
  void Forget(const Signal& signal, Deadline deadline);

  const Options options_;
  RedisClient* const redis_;
};

/// How long the current minute, and with it a rate limit, lasts.
std::chrono::seconds UntilNextMinute();

}  // namespace alert_gateway
