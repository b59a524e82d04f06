#pragma once

#include <sys/types.h>

#include <map>
#include <optional>
#include <string>

#include "process/cgroup.h"
#include "process/child.h"
#include "process/reserved_port.h"
#include "server/server_host.h"

namespace gtest_redis {

/// The process back end: a redis-server of our own, its directory, port and log.
class ServerProcess final : public ServerHost {
 public:
  explicit ServerProcess(const ServerOptions& options);
  ~ServerProcess() override;

  Backend backend() const override { return Backend::kProcess; }
  std::string Describe() const override { return "'" + executable_ + "'"; }
  Url url() const override;
  /// Over the unix socket.
  Url control_url() const override;

  void Start() override;
  void Configure(const std::map<std::string, std::string>& config) override;
  void Stop(std::chrono::milliseconds grace) override { child_.Stop(grace); }
  void Pause() override;
  void Resume() override;
  void LimitMemory(std::uint64_t bytes) override;
  void LiftMemoryLimit() override { memory_limit_.reset(); }
  bool running() override { return child_.running(); }
  std::string exit_reason() override;
  bool WaitForExit(const Deadline& deadline) override { return child_.WaitForExit(deadline); }
  int pid() override { return child_.pid(); }
  std::string Log(std::size_t bytes) const override;

  std::string executable() const override { return executable_; }
  std::string directory() const override { return directory_; }

 private:
  /// What became of an attempt to start.
  enum class Outcome { kReady, kRefusedOptional };
  Outcome TryStart();
  void WriteConfig() const;

  std::string socket() const { return directory_ + "/redis.sock"; }
  std::string log_file() const { return directory_ + "/redis.log"; }
  std::string config_file() const { return directory_ + "/redis.conf"; }

  const pid_t owner_;  // A fork of this program (a death test) must not end its parent's server.
  ServerOptions options_;
  ServerOptions configured_;  // The options with the directives of Configure().
  std::string executable_;
  std::string directory_;
  ReservedPort port_;
  bool optional_directives_ = true;
  Child child_;
  std::optional<MemoryCgroup> memory_limit_;
  bool killed_by_kernel_ = false;  // For memory.
};

}  // namespace gtest_redis
