#pragma once

#include <gmock/gmock.h>

#include <string>

#include "gtest_redis/redis/connection.h"
#include "gtest_redis/redis/info.h"
#include "gtest_redis/server/redis_server.h"
#include "gtest_redis/state/state.h"

namespace gtest_redis {

/// A test of states on a server of its own, without the library's fixtures.
class StateTest : public ::testing::Test {
 protected:
  std::string Directive(const std::string& name) {
    return server_.Command("CONFIG", "GET", name).array().at(1).string();
  }
  void SetDirective(const std::string& name, const std::string& value) {
    ASSERT_TRUE(server_.Command("CONFIG", "SET", name, value).is_ok());
  }
  std::int64_t InfoField(const std::string& section, const std::string& field) {
    return Info(server_.Command("INFO", section).string()).Integer(field);
  }
  std::int64_t Keys() { return redis_.Command("DBSIZE").integer(); }

  RedisServer server_ = RedisServer::Start();
  Connection redis_ = server_.Connect();
};

/// DBSIZE of database 0.
inline Reply KeysInDatabase0(RedisServer& server) {
  Connection connection = server.Connect();
  connection.Select(0);
  return connection.Command("DBSIZE");
}

/// The message of the Error that `action` throws; a failure when it throws none.
template <typename Exception, typename Action>
std::string ErrorOf(Action action) {
  try {
    action();
  } catch (const Exception& error) {
    return error.what();
  }
  ADD_FAILURE() << "nothing was thrown";
  return "";
}

}  // namespace gtest_redis
