#pragma once

#include <optional>
#include <string>

#include "gtest_redis/redis/connection.h"

namespace gtest_redis {

class RedisServer;

/// Has the keeper send commands to a server that is somebody else's when this program is killed,
/// for what nothing else would undo there. Does nothing for a server of our own, which ends with
/// the program.
class DeathPledge {
 public:
  /// `commands` are inline ones ("SCRIPT KILL\r\n"), kept when the answer contains `answer`, and
  /// sent again while it contains `retry`. `first`: before what restores the configuration. Throws
  /// Error when it cannot be promised.
  DeathPledge(RedisServer& server, const std::string& commands, const std::string& answer,
              const std::string& retry = "", bool first = false);
  ~DeathPledge();
  DeathPledge(const DeathPledge&) = delete;
  DeathPledge& operator=(const DeathPledge&) = delete;

 private:
  std::optional<Connection> redis_;
  int id_ = 0;
};

}  // namespace gtest_redis
