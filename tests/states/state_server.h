#pragma once

#include <gtest/gtest.h>

#include <map>
#include <ostream>
#include <string>
#include <vector>

#include "gtest_redis/server/redis_server.h"
#include "gtest_redis/state/catalogue.h"

namespace gtest_redis {

/// A server of each kind; of the back end attach, one that this program started for it.
class StateServer {
 public:
  explicit StateServer(Backend backend);

  RedisServer& server() { return server_; }
  /// CONFIG GET *, what is not the same after a restart aside.
  std::map<std::string, std::string> Config();

 private:
  std::vector<RedisServer> host_;
  RedisServer server_;
};

/// For messages.
void PrintTo(const StateEntry& entry, std::ostream* out);

/// A state's name, as that of a test: "out_of_memory".
std::string TestName(const ::testing::TestParamInfo<StateEntry>& info);

/// Enters a state of the catalogue, finds it proved, leaves it, and finds everything as it was.
/// Where the server cannot have it, finds it refused, and skips the test.
void EnterAndLeave(const StateEntry& entry, Backend backend);

}  // namespace gtest_redis
