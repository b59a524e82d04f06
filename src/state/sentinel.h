#pragma once

#include <optional>
#include <string>

#include "gtest_redis/redis/connection.h"
#include "process/child.h"
#include "process/reserved_port.h"

namespace gtest_redis {

class RedisServer;

/// A Sentinel of our own that watches a master with one replica, a process that ends with this
/// object or with the program.
class Sentinel {
 public:
  /// Starts it, with the program of `master`, which it will know as `name`. Throws Error.
  Sentinel(const RedisServer& master, const RedisServer& replica, const std::string& name);
  ~Sentinel();
  Sentinel(const Sentinel&) = delete;
  Sentinel& operator=(const Sentinel&) = delete;

  /// "redis://127.0.0.1:41235".
  std::string url() const;
  /// The port of whom it names as the master, on this machine; 0 when it names nobody.
  int MasterPort();
  /// Has it make the replica the master, and waits until it names that one. Throws StateError when
  /// it does not.
  void FailOver(int replica_port);
  /// Has it look at its servers so often that an old master is made a replica in a moment, and not
  /// ten seconds later. For 7.0 and newer.
  void Hurry();

 private:
  Connection& redis();

  const std::string name_;
  const std::string directory_;
  ReservedPort port_;
  Child child_;
  std::optional<Connection> redis_;
};

}  // namespace gtest_redis
