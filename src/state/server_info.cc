#include "state/server_info.h"

#include "gtest_redis/server/redis_server.h"
#include "gtest_redis/state/state.h"

namespace gtest_redis {

Info ServerInfo(RedisServer& server, const std::string& section) {
  const Reply reply = server.Probe({"INFO", section});
  if (reply.is_error()) throw StateError("redis refuses INFO: " + reply.error_message());
  return Info(reply.string());
}

}  // namespace gtest_redis
