#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "gtest_redis/redis/connection.h"
#include "gtest_redis/redis/url.h"

namespace gtest_redis {

class RedisServer;

/// A connection of a state's own, made before the state keeps new ones out, to leave it by.
class KeptConnection {
 public:
  /// `again` is what to connect to when it breaks meanwhile.
  KeptConnection(const RedisServer& server, const Url& again);

  /// Throws StateError when Redis refuses the command, ConnectionError.
  Reply Run(const std::vector<std::string>& command);

 private:
  Connection redis_;
  const Url again_;
};

/// What a new client is answered to PING that gives no password; nil when it is dropped instead.
/// Throws ConnectionError when it cannot even connect.
Reply PingAsNewClient(const RedisServer& server);

/// Drops the clients of the server's database, of all databases where the server is ours; not those
/// connections that the library itself has on it (the server's own, and `kept`).
void DropClients(RedisServer& server, KeptConnection& kept);

}  // namespace gtest_redis
