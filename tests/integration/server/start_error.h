#pragma once

#include <string>

#include "gtest_redis/server/redis_server.h"

namespace gtest_redis {

/// What RedisServer::Start() says of options that it cannot start a server with.
inline std::string StartError(const ServerOptions& options) {
  try {
    RedisServer::Start(options);
  } catch (const ServerError& error) {
    return error.what();
  }
  return "no error";
}

}  // namespace gtest_redis
