#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <cstddef>
#include <string>

#include "gtest_redis/server/redis_server.h"
#include "gtest_redis/service/service.h"

namespace gtest_redis {

/// A Redis for all tests, and services of the program misbehaving_service.
class ServiceTest : public testing::Test {
 protected:
  static void SetUpTestSuite();
  static void TearDownTestSuite();

  static RedisServer& server() { return *server_; }
  static std::string program() { return MISBEHAVING_SERVICE; }
  static Service Start(const std::string& mode, const ServiceOptions& options = {});

  /// As a failed matcher shows it.
  static std::string Shown(const HttpResponse& response);
  static bool Lives(int pid);
  /// The logs of services there are.
  static std::size_t LogFiles();

 private:
  static RedisServer* server_;
};

}  // namespace gtest_redis
