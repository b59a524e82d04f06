#pragma once

#include "contract/contract_model.h"
#include "contract/environment_text.h"
#include "gtest_redis/server/redis_server.h"

namespace gtest_redis {

/// Puts a contract's data into the server's database. Throws Error, with Redis's own words, for a
/// command that it refuses.
void PutData(RedisServer& server, const DataModel& data, EnvironmentText& environment);

}  // namespace gtest_redis
