#pragma once

#include <sys/socket.h>

#include <chrono>
#include <string>
#include <utility>

#include "process/scratch_directory.h"

namespace gtest_redis {

/// One end of a connection. No wait takes longer than 10 s.
class LocalPeer {
 public:
  /// Two that are connected with each other.
  static std::pair<LocalPeer, LocalPeer> Pair();

  explicit LocalPeer(int socket) : socket_(socket) {}
  ~LocalPeer() { Close(); }
  LocalPeer(LocalPeer&& other) noexcept : socket_(std::exchange(other.socket_, -1)) {}

  int socket() const { return socket_; }
  void Close();
  /// The next `size` bytes; fewer when the connection ended before.
  std::string Read(std::size_t size) const;
  void Write(const std::string& bytes) const;
  /// Waits until the other side closes, and throws away what it sends; false when it did not.
  bool AwaitEnd(std::chrono::milliseconds time = std::chrono::seconds(10)) const;

 private:
  int socket_;
};

/// Listens on a unix socket, or on a loopback port.
class LocalListener {
 public:
  explicit LocalListener(int family = AF_UNIX, int backlog = 128);
  ~LocalListener();
  LocalListener(const LocalListener&) = delete;
  LocalListener& operator=(const LocalListener&) = delete;

  const sockaddr_storage& address() const { return address_; }
  socklen_t address_size() const { return address_size_; }

  /// Whether somebody connects within `time`.
  bool Pending(std::chrono::milliseconds time) const;
  /// The next connection; waits up to 10 s.
  LocalPeer Accept() const;

 private:
  ScratchDirectory scratch_;
  int socket_;
  sockaddr_storage address_{};
  socklen_t address_size_ = sizeof(address_);
};

}  // namespace gtest_redis
