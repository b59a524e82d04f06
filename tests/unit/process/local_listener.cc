#include "process/local_listener.h"

#include <netinet/in.h>
#include <poll.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstring>

#include "process/deadline.h"

namespace gtest_redis {
namespace {

constexpr std::chrono::seconds kPatience{10};

bool Readable(int socket, const Deadline& deadline) {
  pollfd ready = {socket, POLLIN, 0};
  return poll(&ready, 1, static_cast<int>(deadline.remaining().count())) == 1;
}

}  // namespace

std::pair<LocalPeer, LocalPeer> LocalPeer::Pair() {
  std::array<int, 2> ends{};
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) std::abort();
  return {LocalPeer(ends[0]), LocalPeer(ends[1])};
}

void LocalPeer::Close() {
  if (socket_ >= 0) close(std::exchange(socket_, -1));
}

std::string LocalPeer::Read(std::size_t size) const {
  const Deadline deadline(kPatience);
  std::string bytes(size, '\0');
  std::size_t got = 0;
  while (got < size && Readable(socket_, deadline)) {
    const ssize_t received = recv(socket_, bytes.data() + got, size - got, 0);
    if (received <= 0) break;
    got += static_cast<std::size_t>(received);
  }
  bytes.resize(got);
  return bytes;
}

void LocalPeer::Write(const std::string& bytes) const {
  timeval patience = {kPatience.count(), 0};
  setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
  for (std::size_t at = 0; at < bytes.size();) {
    const ssize_t sent = send(socket_, bytes.data() + at, bytes.size() - at, MSG_NOSIGNAL);
    if (sent <= 0) return;
    at += static_cast<std::size_t>(sent);
  }
}

bool LocalPeer::AwaitEnd(std::chrono::milliseconds time) const {
  const Deadline deadline(time);
  std::array<char, 4096> bytes{};
  while (Readable(socket_, deadline)) {
    if (recv(socket_, bytes.data(), bytes.size(), 0) <= 0) return true;
  }
  return false;
}

LocalListener::LocalListener(int family, int backlog)
    : socket_(::socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  if (family == AF_UNIX) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    scratch_.File("socket").copy(address.sun_path, sizeof(address.sun_path) - 1);
    std::memcpy(&address_, &address, sizeof(address));
    address_size_ = sizeof(address);
  } else {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    std::memcpy(&address_, &address, sizeof(address));
    address_size_ = sizeof(address);
  }
  if (bind(socket_, reinterpret_cast<sockaddr*>(&address_), address_size_) != 0 ||
      listen(socket_, backlog) != 0) {
    std::abort();
  }
  address_size_ = sizeof(address_);
  getsockname(socket_, reinterpret_cast<sockaddr*>(&address_), &address_size_);
}

LocalListener::~LocalListener() { close(socket_); }

bool LocalListener::Pending(std::chrono::milliseconds time) const {
  return Readable(socket_, Deadline(time));
}

LocalPeer LocalListener::Accept() const {
  return LocalPeer(Pending(kPatience) ? accept4(socket_, nullptr, nullptr, SOCK_CLOEXEC) : -1);
}

}  // namespace gtest_redis
