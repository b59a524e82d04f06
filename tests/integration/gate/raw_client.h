#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <string>
#include <string_view>

#include "process/deadline.h"

namespace gtest_redis {

/// A client that sees what happens to its socket.
class RawClient {
 public:
  explicit RawClient(int port) : socket_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    Connect(address);
  }
  explicit RawClient(const std::string& path)
      : socket_(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, path.c_str(), path.size());
    Connect(address);
  }
  ~RawClient() { close(socket_); }
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  /// Zero, or what connecting failed with: ECONNREFUSED.
  int connect_error() const { return connect_error_; }
  void Send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t sent = send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent < 0) return;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
  }
  void FinishSending() { shutdown(socket_, SHUT_WR); }

  /// What comes within `time` until it has `size` bytes, or the connection ends.
  std::string Read(std::size_t size, std::chrono::milliseconds time = std::chrono::seconds(10)) {
    std::string text;
    const Deadline deadline(time);
    while (text.size() < size) {
      pollfd file = {socket_, POLLIN, 0};
      if (poll(&file, 1, static_cast<int>(deadline.remaining().count())) == 0) break;
      std::array<char, 65536> buffer{};
      const ssize_t got =
          recv(socket_, buffer.data(), std::min(buffer.size(), size - text.size()), 0);
      if (got <= 0) {
        end_ = got == 0 ? "FIN" : errno == ECONNRESET ? "RST" : std::strerror(errno);
        break;
      }
      text.append(buffer.data(), static_cast<std::size_t>(got));
    }
    return text;
  }
  /// Whatever comes until the connection ends.
  std::string ReadAll() { return Read(1UL << 40); }
  /// How the connection ended, as far as Read() has seen: "FIN", "RST"; empty: it did not.
  const std::string& end() const { return end_; }

 private:
  template <typename Address>
  void Connect(const Address& address) {
    connect_error_ =
        connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0 ? 0
                                                                                            : errno;
  }

  int socket_;
  int connect_error_ = 0;
  std::string end_;
};

}  // namespace gtest_redis
