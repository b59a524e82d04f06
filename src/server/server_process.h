#pragma once

#include <sys/types.h>

#include <string>

#include "gtest_redis/redis/url.h"
#include "gtest_redis/server/server_options.h"
#include "process/child.h"
#include "process/reserved_port.h"

namespace gtest_redis {

/// The process back end: a redis-server of our own, its directory, port and log.
class ServerProcess {
 public:
  explicit ServerProcess(const ServerOptions& options);
  ~ServerProcess();
  ServerProcess(const ServerProcess&) = delete;
  ServerProcess& operator=(const ServerProcess&) = delete;

  /// Starts the server and waits until it answers PING. Also after it ended.
  void Start();
  Child& child() { return child_; }
  /// SIGSTOP, and waits until the process has stopped.
  void Suspend();

  int port() const { return port_.number(); }
  const std::string& executable() const { return executable_; }
  const std::string& directory() const { return directory_; }
  std::string socket() const { return directory_ + "/redis.sock"; }
  std::string log_file() const { return directory_ + "/redis.log"; }
  std::string config_file() const { return directory_ + "/redis.conf"; }

 private:
  /// What became of an attempt to start.
  enum class Outcome { kReady, kRefusedOptional };
  Outcome TryStart();
  void WriteConfig() const;
  /// Whether the server ended because it does not know one of the directives that only newer ones
  /// know.
  bool RefusedOptional() const;

  const pid_t owner_;  // A fork of this program (a death test) must not end its parent's server.
  ServerOptions options_;
  std::string executable_;
  std::string directory_;
  ReservedPort port_;
  bool optional_directives_ = true;
  Child child_;
};

}  // namespace gtest_redis
