#pragma once

#include <chrono>
#include <map>
#include <string>

#include "process/turn.h"
#include "server/container_server.h"

namespace gtest_redis {

/// The container that all programs of one ctest share, one after the other: whoever has it, has it
/// as if it were its own, and leaves it running.
class SharedContainer final : public ContainerServer {
 public:
  /// `file` is what `gtest-redis share` wrote. Waits for its turn. Throws Error.
  SharedContainer(const std::string& file, const ServerOptions& options,
                  std::chrono::milliseconds turn_timeout);
  ~SharedContainer() override;

  /// Whether a shared container can be what `options` ask for; not where it would have to be
  /// started with them.
  static bool CanBe(const ServerOptions& options);

  /// Throws UnsupportedError: the other programs of this ctest need it as it is.
  void Configure(const std::map<std::string, std::string>& config) override;
  /// Restarts it where the program before was killed, and may have left it in any state.
  void Start() override;

 private:
  Turn turn_;
  bool taken_over_ = false;
};

}  // namespace gtest_redis
