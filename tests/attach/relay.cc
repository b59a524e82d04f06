#include "relay.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <vector>

namespace gtest_redis {
namespace {

constexpr int kGlanceMs = 5;

sockaddr_in Loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

// False at the end of either side.
bool Pass(int from, int to) {
  std::array<char, 4096> buffer{};
  const ssize_t size = recv(from, buffer.data(), buffer.size(), 0);
  return size > 0 && send(to, buffer.data(), static_cast<std::size_t>(size), MSG_NOSIGNAL) == size;
}

struct Pair {
  int client, server;
};

}  // namespace

Relay::Relay(int server_port) : listener_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address = Loopback(0);
  socklen_t size = sizeof(address);
  auto* const any = reinterpret_cast<sockaddr*>(&address);
  if (bind(listener_, any, size) != 0 || listen(listener_, 16) != 0) std::abort();
  if (getsockname(listener_, any, &size) != 0) std::abort();
  port_ = ntohs(address.sin_port);
  thread_ = std::thread([this, server_port] { Run(server_port); });
}

Relay::~Relay() {
  ended_ = true;
  thread_.join();
  close(listener_);
}

void Relay::Run(int server_port) {
  std::vector<Pair> pairs;
  while (!ended_) {
    std::vector<pollfd> sockets = {{listener_, POLLIN, 0}};
    for (const Pair& pair : pairs) {
      sockets.push_back({pair.client, POLLIN, 0});
      sockets.push_back({pair.server, POLLIN, 0});
    }
    if (frozen_) sockets.clear();  // Then it only waits.
    if (poll(sockets.data(), sockets.size(), kGlanceMs) <= 0) continue;
    for (std::size_t i = pairs.size(); i-- > 0;) {
      const auto& [client, server] = pairs[i];
      const bool stands = (sockets[2 * i + 1].revents == 0 || Pass(client, server)) &&
                          (sockets[2 * i + 2].revents == 0 || Pass(server, client));
      if (stands) continue;
      close(client);
      close(server);
      pairs.erase(pairs.begin() + static_cast<std::ptrdiff_t>(i));
    }
    if (sockets[0].revents == 0) continue;
    const int client = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    const int server = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const sockaddr_in address = Loopback(server_port);
    if (connect(server, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0) {
      pairs.push_back({client, server});
    } else {
      close(client);
      close(server);
    }
  }
  for (const Pair& pair : pairs) {
    close(pair.client);
    close(pair.server);
  }
}

}  // namespace gtest_redis
