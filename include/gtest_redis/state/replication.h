#pragma once

#include <string>
#include <vector>

#include "gtest_redis/state/state.h"

namespace gtest_redis {

/// "read-only": Redis is a replica, as after a failover that a service did not follow: every write
/// is answered `READONLY You can't write against a read only replica.`, reads go on.
///
/// Its master is port 0 of 127.0.0.1, where nothing can listen: it never syncs, and keeps its data.
/// As any replica, it expires no key by itself (reads hide those whose time is up), evicts none,
/// and ignores maxmemory. Clients that wait in BLPOP and its kin are answered UNBLOCKED when it is
/// entered; the replication id is another afterwards.
///
/// Throws StateError for a server that is a replica already, UnsupportedError where Redis refuses
/// REPLICAOF (a cluster). Rests on processCommand() in server.c. Changes the master
/// ("replicaof") and replica-read-only.
class ReadOnly : public State {
 public:
  std::string name() const override { return "read-only"; }
  std::vector<std::string> changes() const override { return {"replicaof", "replica-read-only"}; }

 private:
  Entered Apply(RedisServer& server) const override;
};

/// "master-down": Redis is a replica that has lost its master and serves no stale data: reads are
/// answered `MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.`,
/// writes READONLY. PING is answered MASTERDOWN too, before Redis 7.0 PONG; INFO and CONFIG go on.
///
/// As ReadOnly, with replica-serve-stale-data set to no.
class MasterDown : public State {
 public:
  std::string name() const override { return "master-down"; }
  std::vector<std::string> changes() const override {
    return {"replicaof", "replica-read-only", "replica-serve-stale-data"};
  }

 private:
  Entered Apply(RedisServer& server) const override;
};

/// "no-replicas": Redis is a master with fewer replicas than min-replicas-to-write asks for: every
/// write is answered `NOREPLICAS Not enough good replicas to write.`, reads go on. Asks for one
/// replica more than there are. Changes min-replicas-to-write and min-replicas-max-lag.
class NoReplicas : public State {
 public:
  std::string name() const override { return "no-replicas"; }
  std::vector<std::string> changes() const override {
    return {"min-replicas-to-write", "min-replicas-max-lag"};
  }

 private:
  Entered Apply(RedisServer& server) const override;
};

}  // namespace gtest_redis
