#pragma once

#include <string>

#include "gtest_redis/redis/reply.h"

namespace gtest_redis {

class RedisServer;

/// A write that changes nothing, and that Redis refuses where it refuses writes.
Reply ProbeWrite(RedisServer& server);

/// What a write was answered instead of an error of this code: "a write was answered '(integer) 0',
/// and not READONLY"; empty when it was that error.
std::string WriteNotRefused(RedisServer& server, const std::string& code);

}  // namespace gtest_redis
