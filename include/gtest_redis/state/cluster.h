#pragma once

#include <string>
#include <vector>

#include "gtest_redis/state/state.h"

namespace gtest_redis {

// What a service sees whose Redis has become a node of a cluster. The server is a real node,
// started anew with `cluster-enabled yes`; the other nodes are names in its nodes.conf, so that
// nothing has to converge. Entering takes 10 to 50 ms: the node starts as a replica, because Redis
// lets a master serve only two seconds after its start (CLUSTER_WRITABLE_DELAY in cluster.c), and
// takes over at once.
//
// All of them need a process of our own, and a server that uses database 0: a cluster has no other,
// so that a service with another one would fail at its SELECT, and see nothing of the state; that
// is refused with StateError. They end the connections of all clients. The data are gone when the
// state is entered, where not said otherwise, and what was written in it is gone when it is left.
// The server is then what it was before: with the directives of its options and of RestartWith().
//
// What needs no key (PING, INFO, SCRIPT LOAD, PUBLISH) is answered as ever. Keys of several slots
// in one command are answered CROSSSLOT, as everywhere in a cluster; where no slot is served,
// CLUSTERDOWN comes first.
//
// Rests on getNodeByQuery() in cluster.c.

/// "cluster-down": no hash slot is served by anybody. Every command with a key is answered
/// `CLUSTERDOWN Hash slot not served`.
class ClusterDown : public State {
 public:
  std::string name() const override { return "cluster-down"; }
  std::vector<std::string> changes() const override { return {kWholeServer}; }

 private:
  Entered Apply(RedisServer& server) const override;
};

/// "moved": all hash slots belong to another node. Every command with a key, reads and writes, is
/// answered `MOVED <slot> <to>`, and CLUSTER SLOTS says so, too.
class Moved : public State {
 public:
  /// `to` is the address of the other node, "host:port". It is never connected to by the server
  /// itself, and may be another RedisServer's. Empty: a port of this machine on which nothing
  /// listens, reserved while the state is entered: a service that follows is refused. Throws
  /// StateError for what is no address.
  explicit Moved(const std::string& to = "");

  std::string name() const override { return "moved"; }
  std::vector<std::string> changes() const override { return {kWholeServer}; }

 private:
  Entered Apply(RedisServer& server) const override;

  std::string to_;
};

/// "ask": all hash slots belong to this node and are on their way to another one, and all keys have
/// arrived there. Every command with a key is answered `ASK <slot> <to>`.
class Ask : public State {
 public:
  /// `to` as with Moved().
  explicit Ask(const std::string& to = "");

  std::string name() const override { return "ask"; }
  std::vector<std::string> changes() const override { return {kWholeServer}; }

 private:
  Entered Apply(RedisServer& server) const override;

  std::string to_;
};

/// "try-again": as Ask(), but the keys that are in the database have not arrived yet; they are kept
/// when the state is entered, so write them before. A command with several keys of one hash slot,
/// of which some are there and some are not, is answered `TRYAGAIN Multiple keys request during
/// rehashing of slot`: keys are of one slot when the part in braces is the same: {user:1}:name,
/// {user:1}:mail. Commands whose keys are all there are served, and those of which none is there
/// are answered ASK.
///
/// Adds a key "gtest-redis:{try-again}:here". Needs Redis 7.0: an older one answers ASK instead,
/// and TRYAGAIN only to clients that sent ASKING.
class TryAgain : public State {
 public:
  /// `to` as with Moved().
  explicit TryAgain(const std::string& to = "");

  std::string name() const override { return "try-again"; }
  std::vector<std::string> changes() const override { return {kWholeServer}; }

 private:
  Entered Apply(RedisServer& server) const override;

  std::string to_;
};

}  // namespace gtest_redis
