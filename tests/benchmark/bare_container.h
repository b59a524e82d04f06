#pragma once

#include <string>

#include "process/reserved_port.h"

namespace gtest_redis {

/// A Redis in a container as a benchmark's floor: the engine is asked with nothing but a socket,
/// Redis with nothing but hiredis.
class BareContainer {
 public:
  /// Creates and starts it, and returns at the first PONG. `engine` is the engine's unix socket.
  BareContainer(const std::string& engine, const std::string& image, bool host_network);
  /// Removes it.
  ~BareContainer();
  BareContainer(const BareContainer&) = delete;
  BareContainer& operator=(const BareContainer&) = delete;

 private:
  const std::string engine_;
  const ReservedPort port_;
  std::string id_;
};

}  // namespace gtest_redis
