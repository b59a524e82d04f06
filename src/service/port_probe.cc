#include "service/port_probe.h"

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>

#include "process/system_error.h"

namespace gtest_redis {
namespace {

// An errno; ETIMEDOUT when the deadline passed.
int Connect(int socket, int port, const Deadline& deadline) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  if (connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0) return 0;
  if (errno != EINPROGRESS) return errno;
  pollfd connected = {socket, POLLOUT, 0};
  if (poll(&connected, 1, static_cast<int>(deadline.remaining().count())) != 1) return ETIMEDOUT;
  int error = 0;
  socklen_t size = sizeof(error);
  getsockopt(socket, SOL_SOCKET, SO_ERROR, &error, &size);
  return error;
}

}  // namespace

std::string ProbePort(int port, const Deadline& deadline) {
  const int probe = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  const int error = probe < 0 ? errno : Connect(probe, port, deadline);
  if (probe >= 0) close(probe);
  if (error == 0) return "";
  return (error == ECONNREFUSED ? "connection refused" : ErrnoText(error)) +
         " on 127.0.0.1:" + std::to_string(port);
}

}  // namespace gtest_redis
