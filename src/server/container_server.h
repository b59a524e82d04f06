#pragma once

#include <sys/types.h>

#include <map>
#include <optional>
#include <string>

#include "engine/container.h"
#include "engine/engine.h"
#include "engine/image.h"
#include "gtest_redis/redis/url.h"
#include "gtest_redis/server/server_options.h"
#include "process/reserved_port.h"
#include "server/server_host.h"
#include "server/shared_server.h"

namespace gtest_redis {

/// The container back end: a Redis in a container of our own, made through the Engine API, removed
/// with this object, or by the keeper when the program was killed.
class ContainerServer : public ServerHost {
 public:
  /// Finds the engine and the image, which it may have to pull; makes nothing yet. Throws
  /// UnavailableError when there is no engine, or the default image cannot be had.
  explicit ContainerServer(const ServerOptions& options);
  ~ContainerServer() override;

  Backend backend() const override { return Backend::kContainer; }
  std::string Describe() const override;
  Url url() const override;

  /// Makes the container when there is none; one that ended runs again, with its volumes.
  void Start() override;
  /// The directives are arguments of the container, which the next Start() makes anew for others.
  void Configure(const std::map<std::string, std::string>& config) override;
  void Stop(std::chrono::milliseconds grace) override;
  void Pause() override;
  void Resume() override;
  void LimitMemory(std::uint64_t bytes) override;
  void LiftMemoryLimit() override;
  bool running() override;
  std::string exit_reason() override;
  bool WaitForExit(const Deadline& deadline) override;
  int pid() override;
  std::string Log(std::size_t bytes) const override;

  std::string executable() const override { return image_name_; }
  const std::string& container_name() const { return container_.name(); }
  bool host_network() const { return host_network_; }

 protected:
  /// A container that somebody else made, and will remove.
  ContainerServer(const SharedServer& shared, const ServerOptions& options);
  const ServerOptions& options() const { return options_; }

 private:
  void ChooseNetwork();
  void Create();
  /// Starts it, creating it first where needed.
  void StartContainer();
  /// False when it ended because it is too old for the optional directives.
  bool AwaitPong();
  std::string Arguments() const;
  void Remove();
  bool Dying() const;

  const pid_t owner_;  // A fork of this program (a death test) must not end its parent's server.
  ServerOptions options_;
  ServerOptions configured_;  // The options with the directives of Configure().
  Engine engine_;
  std::string image_name_;
  Image image_;
  Container container_;
  bool host_network_ = false;
  std::string host_ = "127.0.0.1";  // Where clients reach it.
  std::optional<ReservedPort> reserved_port_;
  int port_ = 0;
  bool optional_directives_ = true;
  bool created_ = false;
  bool outdated_ = false;  // Made for other directives.
  bool adopted_ = false;
  int pledge_ = 0;
  bool limited_ = false;  // By LimitMemory().
};

}  // namespace gtest_redis
