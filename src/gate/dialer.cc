#include "gate/dialer.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/un.h>
#include <unistd.h>

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cerrno>
#include <cstring>
#include <memory>

#include "gtest_redis/redis/error.h"
#include "process/deadline.h"
#include "process/resolve.h"

namespace gtest_redis {
namespace {

constexpr std::chrono::milliseconds kResolveTimeout{5000};
constexpr std::chrono::milliseconds kBetweenTries{1};

}  // namespace

/// One attempt to connect, address after address.
struct Dialer::Call {
  explicit Call(boost::asio::io_context& context) : socket(context), timer(context) {}

  std::function<bool()> wanted;
  std::function<void(int)> done;
  std::size_t next = 0;  // The address to be tried.
  boost::asio::posix::stream_descriptor socket;
  boost::asio::steady_timer timer;
};

Dialer::Dialer(boost::asio::io_context& context, const std::string& socket, const std::string& host,
               int port)
    : context_(context), local_(!socket.empty()) {
  Address address;
  if (local_) {
    auto& local = reinterpret_cast<sockaddr_un&>(address.storage);
    local.sun_family = AF_UNIX;
    if (socket.size() >= sizeof(local.sun_path)) {
      throw Error("the path of the unix socket '" + socket + "' is too long");
    }
    std::memcpy(local.sun_path, socket.c_str(), socket.size() + 1);
    address.size = sizeof(sockaddr_un);
    addresses_.push_back(address);
    return;
  }
  for (const std::string& numeric : Resolve(host, Deadline(kResolveTimeout))) {
    const boost::asio::ip::tcp::endpoint endpoint(boost::asio::ip::make_address(numeric),
                                                  static_cast<std::uint16_t>(port));
    std::memcpy(&address.storage, endpoint.data(), endpoint.size());
    address.size = static_cast<socklen_t>(endpoint.size());
    addresses_.push_back(address);
  }
  if (addresses_.empty()) throw Error("there is no host '" + host + "'");
}

void Dialer::Dial(std::function<bool()> wanted, std::function<void(int)> done) {
  const auto call = std::make_shared<Call>(context_);
  call->wanted = std::move(wanted);
  call->done = std::move(done);
  Try(call);
}

void Dialer::Try(const std::shared_ptr<Call>& call) {
  while (call->next < addresses_.size() && call->wanted()) {
    const Address& address = addresses_[call->next];
    const int socket =
        ::socket(address.storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    const int on = 1;
    if (!local_) setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    if (connect(socket, reinterpret_cast<const sockaddr*>(&address.storage), address.size) == 0) {
      return call->done(socket);
    }
    const int error = errno;
    if (error == EINPROGRESS) {
      call->socket.assign(socket);
      return Await(call);
    }
    close(socket);
    if (error == EAGAIN) {
      // As many as it lets wait do wait: it is alive, but does not take connections at present.
      call->timer.expires_after(kBetweenTries);
      return call->timer.async_wait([this, call](boost::system::error_code) { Try(call); });
    }
    ++call->next;
  }
  call->done(-1);
}

void Dialer::Await(const std::shared_ptr<Call>& call) {
  call->socket.async_wait(call->socket.wait_write, [this, call](boost::system::error_code) {
    int error = 0;
    socklen_t size = sizeof(error);
    getsockopt(call->socket.native_handle(), SOL_SOCKET, SO_ERROR, &error, &size);
    if (error == 0) return call->done(call->socket.release());
    call->socket.close();
    ++call->next;
    Try(call);
  });
}

}  // namespace gtest_redis
