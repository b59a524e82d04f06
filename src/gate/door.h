#pragma once

#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <string>

namespace gtest_redis {

/// A listening socket at an address that stays the same while it is closed: connecting is refused
/// then. On the relay thread, but for construction.
class Door {
 public:
  /// Takes the descriptor of a new connection, which is non-blocking and closed by exec.
  using Welcome = std::function<void(int)>;

  /// On a loopback port; somebody else has it reserved.
  Door(boost::asio::io_context& context, int port)
      : socket_(context), pause_(context), port_(port) {}
  /// On a unix socket, whose file somebody else removes.
  Door(boost::asio::io_context& context, std::string path)
      : socket_(context), pause_(context), path_(std::move(path)) {}
  ~Door() = default;
  Door(const Door&) = delete;
  Door& operator=(const Door&) = delete;

  /// Throws Error when it cannot listen.
  void Open(Welcome welcome);
  /// Resets the connections that nobody has been told of.
  void Close();
  bool open() const { return socket_.is_open(); }

 private:
  int Listen() const;
  void Wait();
  void Accept();

  boost::asio::posix::stream_descriptor socket_;
  boost::asio::steady_timer pause_;
  const int port_ = 0;
  const std::string path_;  // Empty for a port.
  Welcome welcome_;
};

}  // namespace gtest_redis
