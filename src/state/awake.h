#pragma once

#include "gtest_redis/server/redis_server.h"

namespace gtest_redis {

/// Has a paused server answer for as long as this lives: what was changed before it was paused can
/// then be undone.
class Awake {
 public:
  explicit Awake(RedisServer& server) : server_(server), was_paused_(server.paused()) {
    if (was_paused_) server_.Resume();
  }
  ~Awake() {
    try {
      if (was_paused_) server_.Pause();
    } catch (...) {
      // Best-effort: it has died, and answers as little as a paused one.
    }
  }
  Awake(const Awake&) = delete;
  Awake& operator=(const Awake&) = delete;

 private:
  RedisServer& server_;
  const bool was_paused_;
};

}  // namespace gtest_redis
