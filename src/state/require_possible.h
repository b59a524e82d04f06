#pragma once

#include <string>

#include "gtest_redis/server/redis_server.h"
#include "gtest_redis/state/catalogue.h"

namespace gtest_redis {

/// Throws UnsupportedError where `server` cannot have the state `name`, for what its row in the
/// catalogue says.
inline void RequirePossible(RedisServer& server, const std::string& name) {
  const std::string why_not = WhyImpossible(FindState(name), server);
  if (!why_not.empty()) server.ThrowUnsupported("cannot enter '" + name + "': " + why_not);
}

}  // namespace gtest_redis
