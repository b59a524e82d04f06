#pragma once

#include <sys/types.h>

#include <string>

namespace gtest_redis {

/// A redis-server as a benchmark's floor: spawned and asked with nothing but posix_spawn and
/// hiredis, on the configuration file of one that the library started.
class BareServer {
 public:
  /// Returns at the first PONG.
  BareServer(const std::string& executable, const std::string& config, const std::string& socket);
  /// SIGKILL, and waits for its end.
  ~BareServer();
  BareServer(const BareServer&) = delete;
  BareServer& operator=(const BareServer&) = delete;

 private:
  pid_t pid_ = -1;
};

}  // namespace gtest_redis
