#include "state/run_all.h"

#include "gtest_redis/server/redis_server.h"
#include "gtest_redis/state/state.h"

namespace gtest_redis {

void RunAll(RedisServer& server, const std::vector<std::vector<std::string>>& commands) {
  for (const Reply& reply : server.Pipeline(commands)) {
    if (reply.is_error()) throw StateError("cannot fill redis: " + reply.error_message());
  }
}

}  // namespace gtest_redis
