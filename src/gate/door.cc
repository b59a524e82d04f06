#include "gate/door.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "gtest_redis/redis/error.h"
#include "process/system_error.h"

namespace gtest_redis {
namespace {

// Redis's own (tcp-backlog).
constexpr int kBacklog = 511;
constexpr std::chrono::milliseconds kPause{10};

int NewSocket(int family) { return socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0); }

int ListenOnPort(int port) {
  const int on = 1;
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  const int listener = NewSocket(AF_INET);
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
  setsockopt(listener, SOL_SOCKET, SO_REUSEPORT, &on, sizeof(on));
  const bool ready =
      bind(listener, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0 &&
      listen(listener, kBacklog) == 0;
  if (ready) return listener;
  const int error = errno;
  if (listener >= 0) close(listener);
  errno = error;
  return -1;
}

// The file of a socket that was closed stays, so that connecting is refused, until a new one takes
// its name.
int ListenOnPath(const std::string& path) {
  const std::string temporary = path + ".new";
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (temporary.size() >= sizeof(address.sun_path)) {
    errno = ENAMETOOLONG;
    return -1;
  }
  std::memcpy(address.sun_path, temporary.c_str(), temporary.size());
  const int listener = NewSocket(AF_UNIX);
  unlink(temporary.c_str());
  const bool ready =
      bind(listener, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0 &&
      listen(listener, kBacklog) == 0 && std::rename(temporary.c_str(), path.c_str()) == 0;
  if (ready) return listener;
  const int error = errno;
  if (listener >= 0) close(listener);
  errno = error;
  return -1;
}

}  // namespace

void Door::Open(Welcome welcome) {
  if (open()) return;
  const int listener = path_.empty() ? ListenOnPort(port_) : ListenOnPath(path_);
  if (listener < 0) {
    throw Error("cannot listen on " +
                (path_.empty() ? "port " + std::to_string(port_) : "'" + path_ + "'") + ": " +
                ErrnoText(errno));
  }
  welcome_ = std::move(welcome);
  socket_.assign(listener);
  Wait();
}

void Door::Close() {
  boost::system::error_code ignored;
  socket_.close(ignored);
  pause_.cancel();
}

void Door::Wait() {
  socket_.async_wait(socket_.wait_read, [this](boost::system::error_code error) {
    if (!error && open()) Accept();
  });
}

void Door::Accept() {
  while (open()) {
    const int client =
        accept4(socket_.native_handle(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (client >= 0) {
      welcome_(client);
    } else if (errno == EAGAIN) {
      return Wait();
    } else if (errno != ECONNABORTED && errno != EINTR) {
      // Too many files are open, say: it would fail again at once.
      pause_.expires_after(kPause);
      return pause_.async_wait([this](boost::system::error_code error) {
        if (!error && open()) Accept();
      });
    }
  }
}

}  // namespace gtest_redis
