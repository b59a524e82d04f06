#pragma once

#include <utility>

#include "gtest_redis/server/redis_server.h"

namespace gtest_redis {

/// Has the whole of a server from here to its end; see RedisServer::TakeWhole(). Move-only. The
/// server must outlive it and stay where it is.
///
///     const WholeServer whole(server);
///     server.Command("CONFIG", "SET", "timeout", 1);
class [[nodiscard]] WholeServer {
 public:
  /// Throws as RedisServer::TakeWhole().
  explicit WholeServer(RedisServer& server, bool erases = false) : server_(&server) {
    server.TakeWhole(erases);
  }
  /// What goes wrong is not reported.
  ~WholeServer() {
    try {
      Leave();
    } catch (...) {
      // Best-effort: a destructor cannot report.
    }
  }
  WholeServer(WholeServer&& other) noexcept : server_(std::exchange(other.server_, nullptr)) {}
  WholeServer& operator=(WholeServer&& other) = delete;

  /// Releases it; does nothing the second time. Throws ServerError when what was changed could not
  /// be put back.
  void Leave() {
    if (server_ != nullptr) std::exchange(server_, nullptr)->ReleaseWhole();
  }

 private:
  RedisServer* server_;
};

}  // namespace gtest_redis
