#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "engine/engine.h"
#include "engine/tar.h"
#include "process/deadline.h"

namespace gtest_redis {

/// What container to make.
struct ContainerOptions {
  std::string name;
  std::string image;
  std::vector<std::string> arguments;  ///< For the image's entry point.
  std::map<std::string, std::string> labels;
  std::uint64_t memory_limit = 0;  ///< Bytes, swap included; zero: none.
  bool host_network = false;
  /// Without the host network: its TCP port, and where on the engine's machine it is published.
  int container_port = 0;
  std::string host_address;
  int host_port = 0;
};

struct ContainerState {
  bool running = false;
  bool paused = false;
  bool oom_killed = false;
  int exit_code = 0;
  int pid = 0;        ///< On the engine's machine.
  std::string error;  ///< Why it could not be started.
};

struct ContainerSummary {
  std::string id;
  std::string name;
  std::string state;  ///< "running", "exited", ...
  std::map<std::string, std::string> labels;
};

/// A container by its name: the requests about it. A value, that ends nothing with itself. All
/// throw EngineError; one with status 404 when there is no such container.
class Container {
 public:
  static Container Create(const Engine& engine, const ContainerOptions& options);
  /// All containers with this label, running or not.
  static std::vector<ContainerSummary> List(const Engine& engine, const std::string& label);

  Container(Engine engine, std::string name) : engine_(std::move(engine)), name_(std::move(name)) {}

  const std::string& name() const { return name_; }

  void Start() const;
  /// Does nothing when it does not run.
  void Signal(const std::string& signal) const;
  void Pause() const;
  void Unpause() const;
  ContainerState Inspect() const;
  /// What it has in memory, in bytes, files that it read included.
  std::uint64_t MemoryUsage() const;
  /// How many bytes of memory it may use from here on, swap included; zero: no limit.
  void LimitMemory(std::uint64_t bytes) const;
  /// Waits until it does not run; false when the deadline passes first.
  bool WaitForExit(const Deadline& deadline) const;
  /// The last lines of both its output streams, at most `bytes`.
  std::string Log(std::size_t bytes) const;
  /// Puts files into `directory` of its file system.
  void Upload(const std::string& directory, const std::vector<TarFile>& files) const;
  /// Kills it where needed, and removes it with its volumes. Does nothing when it is gone.
  void Remove() const;
  /// The request that does so, for somebody else to send.
  std::string RemovalRequest() const;

 private:
  EngineResponse Post(const std::string& action) const;
  std::string Target(const std::string& action) const { return "/containers/" + name_ + action; }

  Engine engine_;
  std::string name_;
};

}  // namespace gtest_redis
