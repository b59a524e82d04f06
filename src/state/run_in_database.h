#pragma once

#include <string>
#include <vector>

namespace gtest_redis {

class RedisServer;

/// Runs commands in the server's database, in one go. Throws StateError, "cannot fill redis", for
/// the first that is refused.
void RunInDatabase(RedisServer& server, std::vector<std::vector<std::string>> commands);

}  // namespace gtest_redis
