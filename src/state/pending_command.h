#pragma once

#include <future>
#include <string>
#include <vector>

#include "gtest_redis/redis/connection.h"
#include "process/deadline.h"

namespace gtest_redis {

/// A command whose answer is late, or never comes: another thread waits for it, on a connection of
/// its own. Hangs up when it goes. One thread at a time.
class PendingCommand {
 public:
  /// How long a connection for it must be ready to wait.
  static constexpr ConnectOptions kPatient{std::chrono::seconds(5), std::chrono::hours(2)};

  /// Sends it. `redis` must be patient.
  PendingCommand(Connection redis, const std::vector<std::string>& command);
  ~PendingCommand();
  PendingCommand(const PendingCommand&) = delete;
  PendingCommand& operator=(const PendingCommand&) = delete;

  bool Wait(const Deadline& deadline) const {
    return answer_.wait_for(deadline.remaining()) == std::future_status::ready;
  }
  bool answered() const { return Wait(Deadline(std::chrono::milliseconds(0))); }
  /// What Redis answered, or why it did not: waits for it.
  std::string answer() const { return answer_.get(); }

 private:
  int descriptor_;  // A duplicate: the connection may be closed at any moment.
  std::shared_future<std::string> answer_;
};

}  // namespace gtest_redis
