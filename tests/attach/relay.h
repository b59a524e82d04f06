#pragma once

#include <atomic>
#include <thread>

namespace gtest_redis {

/// A network between a client and a server of this machine: a port that passes everything on to
/// another, until it is told not to.
class Relay {
 public:
  explicit Relay(int server_port);
  ~Relay();
  Relay(const Relay&) = delete;
  Relay& operator=(const Relay&) = delete;

  int port() const { return port_; }
  /// Passes nothing on any more, in either direction, and closes nothing: a cable was pulled.
  void Freeze() { frozen_ = true; }
  void Thaw() { frozen_ = false; }

 private:
  void Run(int server_port);

  int listener_ = -1;
  int port_ = 0;
  std::atomic<bool> frozen_ = false;
  std::atomic<bool> ended_ = false;
  std::thread thread_;
};

}  // namespace gtest_redis
