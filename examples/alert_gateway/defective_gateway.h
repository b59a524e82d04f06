#pragma once

#include <future>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "alert_gateway/defect.h"
#include "alert_gateway/gateway.h"

namespace alert_gateway {

/// A Gateway that decides wrongly.
class DefectiveGateway : public Gateway {
 public:
  DefectiveGateway(const Options& options, RedisClient* redis)
      : Gateway(options, redis), defect_(options.defect) {}

  Outcome Handle(const Signal& signal, Deadline deadline) override;

 protected:
  bool IsKnown(const Signal& signal, Deadline deadline) override;
  Outcome CountAndStore(const Signal& signal, Deadline deadline) override;

 private:
  /// What it makes of a failure; throws it again where it knows nothing better.
  Outcome HandleFailure(const Signal& signal, const RedisUnavailable& error);
  bool Remembers(const Signal& signal);
  void Remember(const Signal& signal);

  const Defect defect_;
  std::mutex mutex_;
  std::set<std::string> remembered_;  // Fingerprints; of what, depends on the defect.
  bool was_full_ = false;
  std::vector<std::future<void>> behind_;
};

}  // namespace alert_gateway
