#pragma once

#include <map>
#include <string>

#include "process/reserved_port.h"

namespace gtest_redis {

class RedisServer;
class State;

/// A server of ours that is a node of a cluster for a while. The cluster's other nodes are names,
/// to which no server belongs.
class ClusterNode {
 public:
  /// To whom all hash slots belong.
  enum class Slots {
    kToNobody,
    kToAnother,   ///< To the node at `to`.
    kOnTheirWay,  ///< To this node, from where they are going to the one at `to`.
  };

  /// Of a server process. Throws StateError where it cannot be such a node.
  ClusterNode(RedisServer& server, const State& state);

  /// Has the keys of now in the database after Start(), too.
  void KeepKeys();
  /// Starts the server as a node that serves as a master. `to` is "host:port". When it throws, the
  /// server is as it was, without its data.
  void Start(Slots slots, const std::string& to = "");
  /// Starts it as it was before.
  void Leave();

 private:
  void StartNode(Slots slots, const std::string& to);
  void TakeOver();
  std::string Nodes(Slots slots, const std::string& to) const;
  bool has_bus_directive() const;
  int bus() const;

  RedisServer& server_;
  const std::map<std::string, std::string> config_before_;
  ReservedPort bus_;
  std::string dump_file_;  // That KeepKeys() wrote; empty when it did not, or it was there before.
};

}  // namespace gtest_redis
