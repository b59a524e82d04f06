#pragma once

#include <string>

#include "gtest_redis/redis/error.h"

namespace gtest_redis {

/// A server could not be started, stopped working, or was asked for what it cannot do. what() ends
/// with its log's tail where there is one.
class ServerError : public Error {
 public:
  using Error::Error;
};

/// No Redis can be had on this machine. A RedisTest skips with what(), or fails with it where
/// GTEST_REDIS_REQUIRE says so.
class UnavailableError : public ServerError {
 public:
  using ServerError::ServerError;
};

/// This server cannot do what was asked of it, for what it is: somebody else's server cannot be
/// killed, a managed one does not allow CONFIG. A RedisTest skips with what().
class UnsupportedError : public ServerError {
 public:
  using ServerError::ServerError;
};

}  // namespace gtest_redis
