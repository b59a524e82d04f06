#pragma once

#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "gate/raw_client.h"
#include "gtest_redis/gate/gate.h"
#include "gtest_redis/redis/connection.h"
#include "gtest_redis/server/redis_server.h"
#include "process/deadline.h"

namespace gtest_redis {

/// A server, a gate to it, and clients of that.
class GateTest : public testing::Test {
 protected:
  Connection Client() { return Connection(gate_.url()); }
  Connection UnixClient() { return Connection("unix://" + gate_.unix_socket()); }
  GateCommand LastCommand() {
    EXPECT_TRUE(gate_.AwaitQuiet(std::chrono::seconds(10)));
    const std::vector<GateCommand> commands = gate_.Commands();
    return commands.empty() ? GateCommand() : commands.back();
  }
  /// Waits until `traffic` of the gate is so.
  template <typename Condition>
  bool Becomes(const Condition& condition) {
    return WaitUntil(Deadline(std::chrono::seconds(10)),
                     [&] { return condition(gate_.traffic()); });
  }

  RedisServer server_ = RedisServer::Start();
  Gate gate_{server_};
};

inline std::vector<std::vector<std::string>> Repeated(const std::vector<std::string>& command,
                                                      std::size_t times) {
  return std::vector<std::vector<std::string>>(times, command);
}

}  // namespace gtest_redis
