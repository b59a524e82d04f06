#pragma once

#include <string>

#include "gtest_redis/server/redis_server.h"

namespace gtest_redis {

/// How often Redis looks at its child processes, so that nothing has to wait for that.
inline constexpr char kOften[] = "500";

/// What a write that changes nothing is answered, if not MISCONF; else empty.
inline std::string WriteNotRefused(RedisServer& server) {
  const Reply reply = server.Probe({"LPUSHX", "gtest-redis:no-such-list", "x"});
  if (reply.error_code() == "MISCONF") return "";
  return "a write was answered '" + reply.ToString() + "', and not MISCONF";
}

}  // namespace gtest_redis
