#pragma once

#include <string>

#include "gtest_redis/server/redis_server.h"

namespace gtest_redis {

/// Why `server` will not do where Redis `version` ("6.2", "7") or newer is needed: "it needs Redis
/// 6.2, and this is redis 5.0.14"; empty when it will.
std::string WhyTooOld(RedisServer& server, const std::string& version);

}  // namespace gtest_redis
