#include "alert_gateway/defective_gateway.h"

#include <chrono>
#include <thread>

namespace alert_gateway {
namespace {

/// How long a signal waits in a queue before it is stored.
constexpr std::chrono::milliseconds kBehind{100};

}  // namespace

Outcome DefectiveGateway::Handle(const Signal& signal, Deadline deadline) {
  if (defect_ == Defect::kCountsRefusedAsStored && Remembers(signal)) return Outcome::kDuplicate;
  if (defect_ == Defect::kCachesFailure && Remembers(signal)) {
    throw RedisUnavailable("cached", "redis did not take this signal");
  }
  try {
    const Outcome outcome = Gateway::Handle(signal, deadline);
    if (defect_ == Defect::kTakesNilForAnError) Remember(signal);
    const std::lock_guard<std::mutex> lock(mutex_);
    return was_full_ && outcome == Outcome::kDuplicate ? Outcome::kCreated : outcome;
  } catch (const RedisUnavailable& error) {
    return HandleFailure(signal, error);
  }
}

Outcome DefectiveGateway::HandleFailure(const Signal& signal, const RedisUnavailable& error) {
  if (defect_ == Defect::kSwallowsOom && error.code() == "OOM") return Outcome::kCreated;
  if (defect_ == Defect::kSwallowsReadonly && error.code() == "READONLY") return Outcome::kCreated;
  if (defect_ == Defect::kSwallowsNoauth && error.code() == "NOAUTH") return Outcome::kCreated;
  if (defect_ == Defect::kCountsRefusedAsStored || defect_ == Defect::kCachesFailure) {
    Remember(signal);
  }
  if (defect_ == Defect::kCreatedUnderOom && error.code() == "OOM") {
    const std::lock_guard<std::mutex> lock(mutex_);
    was_full_ = true;
  }
  throw;
}

bool DefectiveGateway::IsKnown(const Signal& signal, Deadline deadline) {
  if (defect_ == Defect::kWritesBeforeReading) return false;
  const bool known = Gateway::IsKnown(signal, deadline);
  if (defect_ == Defect::kTakesNilForAnError && !known && Remembers(signal)) {
    throw RedisUnavailable("nil", "redis lost a signal that was stored");
  }
  return known;
}

Outcome DefectiveGateway::CountAndStore(const Signal& signal, Deadline deadline) {
  if (defect_ != Defect::kWritesBehind) return Gateway::CountAndStore(signal, deadline);
  const std::lock_guard<std::mutex> lock(mutex_);
  behind_.push_back(std::async(std::launch::async, [this, signal, deadline] {
    std::this_thread::sleep_for(kBehind);
    try {
      Gateway::CountAndStore(signal, deadline);
    } catch (const RedisUnavailable&) {
      // Nobody is there any more who could be told.
    }
  }));
  return Outcome::kCreated;
}

bool DefectiveGateway::Remembers(const Signal& signal) {
  const std::lock_guard<std::mutex> lock(mutex_);
  return remembered_.count(signal.fingerprint) > 0;
}

void DefectiveGateway::Remember(const Signal& signal) {
  const std::lock_guard<std::mutex> lock(mutex_);
  remembered_.insert(signal.fingerprint);
}

}  // namespace alert_gateway
