#include "state/run_all.h"

#include "gtest_redis/server/redis_server.h"
#include "gtest_redis/state/state.h"

namespace gtest_redis {

void RunAll(RedisServer& server, const std::vector<std::vector<std::string>>& commands) {
  const std::vector<Reply> replies = server.Pipeline(commands);
  for (std::size_t i = 0; i < replies.size(); ++i) {
    if (!replies[i].is_error()) continue;
    throw StateError("redis refuses " + commands[i].front() + ": " + replies[i].error_message());
  }
}

}  // namespace gtest_redis
