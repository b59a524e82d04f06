#pragma once

#include <string>
#include <vector>

namespace gtest_redis {

class RedisServer;

/// Runs commands in the server's database. Throws StateError when one is refused.
void RunAll(RedisServer& server, const std::vector<std::vector<std::string>>& commands);

}  // namespace gtest_redis
