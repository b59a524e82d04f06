#pragma once

#include <sys/socket.h>

#include <boost/asio/io_context.hpp>
#include <functional>
#include <string>
#include <vector>

namespace gtest_redis {

/// Connects to a Redis. On the relay thread, but for construction.
class Dialer {
 public:
  /// `socket` is the path of a unix socket; empty: `host` and `port` are used. Throws Error for a
  /// host that there is not.
  Dialer(boost::asio::io_context& context, const std::string& socket, const std::string& host,
         int port);

  /// Hands `done` a connected socket, or -1 when connecting was refused; later, or before this
  /// returns. Waits for as long as Redis lets it, `wanted()` is true, and the connection is not
  /// made.
  void Dial(std::function<bool()> wanted, std::function<void(int)> done);
  /// Whether it goes over a unix socket.
  bool local() const { return local_; }

 private:
  struct Address {
    sockaddr_storage storage{};
    socklen_t size = 0;
  };
  struct Call;

  void Try(const std::shared_ptr<Call>& call);
  void Await(const std::shared_ptr<Call>& call);

  boost::asio::io_context& context_;
  std::vector<Address> addresses_;
  bool local_;
};

}  // namespace gtest_redis
