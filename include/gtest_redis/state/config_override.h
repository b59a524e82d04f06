#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "gtest_redis/server/whole_server.h"
#include "gtest_redis/state/state.h"

namespace gtest_redis {

/// Directives and their values, in the order in which they are set.
using Directives = std::vector<std::pair<std::string, std::string>>;

/// Changes directives of a running server (CONFIG SET), and puts back the values that were there
/// before when it goes. Move-only; several may be nested. The server must outlive it and stay where
/// it is.
///
///     ConfigOverride small(server, {{"maxmemory", "8mb"}, {"maxmemory-policy", "allkeys-lru"}});
class ConfigOverride {
 public:
  /// Sets all directives or none. Throws StateError with Redis's own words for a directive that it
  /// does not know, a value that it does not take, or one that cannot be changed while it runs
  /// (ServerOptions::config can set those). Takes the whole of a server that is somebody else's,
  /// and throws as RedisServer::TakeWhole() does.
  [[nodiscard]] ConfigOverride(RedisServer& server, const Directives& directives);
  /// As Leave(), but what goes wrong is not reported.
  ~ConfigOverride();
  ConfigOverride(ConfigOverride&& other) noexcept;
  ConfigOverride& operator=(ConfigOverride&& other) = delete;

  /// Restores the values from before, on a paused server too; does nothing the second time. Throws
  /// StateError when that fails.
  void Leave();

 private:
  RedisServer* server_;
  WholeServer whole_;
  Directives before_;
};

}  // namespace gtest_redis
