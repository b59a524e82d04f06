#include "state/run_in_database.h"

#include "gtest_redis/server/redis_server.h"
#include "gtest_redis/state/state.h"

namespace gtest_redis {

void RunInDatabase(RedisServer& server, std::vector<std::vector<std::string>> commands) {
  commands.insert(commands.begin(), {"SELECT", std::to_string(server.database())});
  commands.push_back({"SELECT", "0"});  // Where the server's own connection is at home.
  for (const Reply& reply : server.Pipeline(commands)) {
    if (reply.is_error()) throw StateError("cannot fill redis: " + reply.error_message());
  }
}

}  // namespace gtest_redis
