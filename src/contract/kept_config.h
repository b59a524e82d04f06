#pragma once

#include <map>
#include <string>
#include <vector>

#include "gtest_redis/server/redis_server.h"
#include "gtest_redis/state/config_override.h"

namespace gtest_redis {

/// What a kept config.txt says, by directive. Secrets ("***") are left out, and so is where a
/// server listens and lives, and whom it follows.
std::map<std::string, std::string> ReadKeptConfig(const std::string& text);

/// Has the server like that, as far as it runs: sets what differs, one by one. Says in a line each
/// what cannot be set, in `refused`. What was before comes back as the result goes.
std::vector<ConfigOverride> ApplyKeptConfig(RedisServer& server,
                                            const std::map<std::string, std::string>& config,
                                            std::vector<std::string>& refused);

}  // namespace gtest_redis
