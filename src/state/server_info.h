#pragma once

#include <string>

#include "gtest_redis/redis/info.h"

namespace gtest_redis {

class RedisServer;

/// INFO's `section`, asked on the server's own connection. Throws StateError when Redis refuses it.
Info ServerInfo(RedisServer& server, const std::string& section);

}  // namespace gtest_redis
