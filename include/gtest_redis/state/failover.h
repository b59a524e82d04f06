#pragma once

#include <memory>
#include <string>
#include <vector>

#include "gtest_redis/state/state.h"

namespace gtest_redis {

/// "failover": a real Sentinel has made another server the master, as for maintenance (SENTINEL
/// FAILOVER). What a service with the server's fixed address sees: its connections end, and from
/// then on every write is answered READONLY, while reads are served. One that asks Sentinel for the
/// master finds the new one, with all data, and the same password.
///
///     Failover failover;
///     StateGuard guard = Enter(server, failover);
///     Connection redis(failover.new_master());
///
/// Entering starts a replica of the server, with the same options, and a Sentinel, both processes
/// of ours that end with the state, or with the program; a service that is to know Sentinel has to
/// be given the address afterwards. It returns when Sentinel names the new master, that takes
/// writes, and the old one is its replica. That takes 1.3 s: Sentinel asks the replica for its role
/// once a second, and acts ten to twenty times a second (sentinel.c). Before Redis 7.0, where
/// Sentinel makes the old master a replica only after ten seconds, the library does that in its
/// place, with the same commands; with 5.0 it takes 2 s.
///
/// Between the promotion and its own demotion, for about a second while it is entered, the old
/// master takes writes, which are then lost: that is what a failover of Sentinel does.
///
/// Leaving makes the old server the master again, with what was written to the new one meanwhile.
/// The connections to it stay. Throws StateError when the new master ran, and that could not be
/// replicated. For a process of our own that is a master. Changes replicaof.
class Failover : public State {
 public:
  /// `master_name` is what Sentinel knows the master by: letters, digits, '.', '-' and '_'. Throws
  /// StateError for any other.
  explicit Failover(const std::string& master_name = "mymaster");

  std::string name() const override { return "failover"; }
  std::vector<std::string> changes() const override;

  const std::string& master_name() const { return master_name_; }
  /// "redis://127.0.0.1:41235", while it is entered; copies of this object say the same. Empty when
  /// it is not.
  std::string sentinel() const;
  /// The URL of the new master, with the password and database of the old one's; as sentinel().
  std::string new_master() const;

 private:
  struct Addresses;

  Entered Apply(RedisServer& server) const override;

  std::string master_name_;
  std::shared_ptr<Addresses> addresses_;
};

}  // namespace gtest_redis
