#include "state/write_probe.h"

#include "gtest_redis/server/redis_server.h"

namespace gtest_redis {

// It may need memory, so that Redis refuses it when it is full, and there is no such list.
Reply ProbeWrite(RedisServer& server) {
  return server.Probe({"LPUSHX", "gtest-redis:no-such-list", "x"});
}

std::string WriteNotRefused(RedisServer& server, const std::string& code) {
  const Reply reply = ProbeWrite(server);
  if (reply.error_code() == code) return "";
  return "a write was answered '" + reply.ToString() + "', and not " + code;
}

}  // namespace gtest_redis
