#pragma once

#include <atomic>
#include <mutex>
#include <vector>

#include "alert_gateway/defect.h"
#include "alert_gateway/redis_client.h"

namespace alert_gateway {

/// A RedisClient that talks to Redis in a wrong way.
class DefectiveClient : public RedisClient {
 public:
  DefectiveClient(const RedisUrl& url, std::chrono::milliseconds timeout, Defect defect);

  std::vector<Reply> RunTransaction(const std::vector<Command>& commands,
                                    Deadline deadline) override;

 protected:
  std::vector<Reply> Converse(const std::vector<Words>& commands, Deadline deadline,
                              const Judge& judge) override;
  Connection Borrow(Deadline deadline) override;
  bool IsUsable(const RedisConnection& connection) override;
  Connection Connect(const RedisUrl& url, Deadline deadline) override;
  void AfterRefusal(Connection connection) override;
  void AfterFailure(Connection connection, const RedisUnavailable& error) override;

 private:
  std::vector<Reply> Retry(const std::vector<Words>& commands, Deadline deadline,
                           const Judge& judge);
  std::vector<Reply> BelieveHalfAReply(const std::vector<Words>& commands, Deadline deadline,
                                       const Judge& judge);
  void Leak(Connection connection);

  const Defect defect_;
  std::atomic<bool> connected_before_{false};
  std::atomic<bool> connected_again_{false};
  std::atomic<bool> gave_up_{false};
  std::mutex one_at_a_time_;
  std::mutex leaked_mutex_;
  std::vector<Connection> leaked_;
};

}  // namespace alert_gateway
