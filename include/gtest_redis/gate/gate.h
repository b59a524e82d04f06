#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "gtest_redis/gate/fault.h"
#include "gtest_redis/gate/traffic.h"

namespace gtest_redis {

class RedisServer;

/// Keeps a fault in force, and ends it when it goes. Move-only; may outlive the gate. Any thread.
class [[nodiscard]] FaultGuard {
 public:
  explicit FaultGuard(std::function<void()> end) : end_(std::move(end)) {}
  ~FaultGuard() { Leave(); }
  FaultGuard(FaultGuard&& other) noexcept : end_(std::exchange(other.end_, nullptr)) {}
  FaultGuard& operator=(FaultGuard&& other) = delete;

  /// Ends the fault, and returns when it acts no more; does nothing the second time. Throws
  /// nothing.
  void Leave() {
    if (end_) std::exchange(end_, nullptr)();
  }

 private:
  std::function<void()> end_;
};

/// The front door between one service and its Redis: a relay inside this program that listens on a
/// loopback port and a unix socket, at addresses that stay the same over restarts of the server. It
/// sees what passes (this service's commands and refusals, and nobody else's) and can misbehave.
/// When Redis is gone it refuses connections as Redis would, and when Redis is back it takes them
/// again.
///
///     Gate gate(server);
///     Connection redis(Url::Parse(gate.url()));
///     redis.Command("GET", "key");
///     gate.traffic().commands["GET"];   // 1
///
/// Every Service that a test starts has one: {redis} is its address. Move-only; its connections end
/// with it. The server must outlive it and stay where it is. Any thread.
class Gate {
 public:
  /// Throws ServerError when it cannot listen, and for a server that speaks TLS.
  explicit Gate(RedisServer& server);
  /// One that InjectAll() does not concern: what it does wrong, it alone was told to.
  static Gate Apart(RedisServer& server);
  ~Gate();
  Gate(Gate&& other) noexcept;
  Gate& operator=(Gate&& other) noexcept;

  /// As RedisServer::url(), with the gate's port: "redis://127.0.0.1:41235/0".
  std::string url() const;
  std::string host() const;
  int port() const;
  /// The path of its unix socket.
  std::string unix_socket() const;

  /// What happened since the gate was made.
  Traffic traffic() const;
  /// What happened since the last Mark().
  Traffic TrafficSinceMark() const;
  /// Starts counting for TrafficSinceMark(). Entering and leaving a state does it.
  void Mark();
  /// The commands from the `first` on, in the order in which they were sent, the last 10,000 at
  /// most.
  std::vector<GateCommand> Commands(std::uint64_t first = 0) const;
  /// How many there were: what Commands() takes, to see only those that follow.
  std::uint64_t command_count() const;
  /// Waits until no command waits for its reply; false when the time passes first.
  bool AwaitQuiet(std::chrono::milliseconds timeout) const;
  /// Whether a fault keeps everything back just now (Fault::Action::kCut): what a service sends
  /// meanwhile is not seen, and reaches Redis later.
  bool cut() const;

  /// Misbehaves from here on, for as long as the guard lives. Throws Error for a fault that says
  /// nothing, or contradicts itself.
  FaultGuard Inject(const Fault& fault);
  /// The same for every gate of `server`, those included that are made while the guard lives.
  static FaultGuard InjectAll(RedisServer& server, const Fault& fault);
  /// Mark() for every gate of `server`.
  static void MarkAll(RedisServer& server);

 private:
  class Impl;
  explicit Gate(std::shared_ptr<Impl> impl);
  std::shared_ptr<Impl> impl_;
};

}  // namespace gtest_redis
