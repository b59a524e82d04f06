#include "service/scripted_server.h"

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <stdexcept>
#include <utility>

namespace gtest_redis {
namespace {

constexpr int kPatienceMs = 10'000;

// The length of the first request in `received`; zero when that is not whole yet.
std::size_t RequestLength(const std::string& received) {
  static const std::string kLength = "Content-Length: ";
  const auto header_end = received.find("\r\n\r\n");
  if (header_end == std::string::npos) return 0;
  const auto field = received.find(kLength);
  const auto body =
      field < header_end ? std::strtoul(received.c_str() + field + kLength.size(), nullptr, 10) : 0;
  const std::size_t length = header_end + 4 + body;
  return received.size() < length ? 0 : length;
}

}  // namespace

Peer::~Peer() { close(socket_); }

bool Peer::Receive() {
  pollfd readable = {socket_, POLLIN, 0};
  if (poll(&readable, 1, kPatienceMs) != 1) return false;
  std::array<char, 4096> bytes{};
  const ssize_t size = recv(socket_, bytes.data(), bytes.size(), 0);
  if (size <= 0) return false;
  received_.append(bytes.data(), static_cast<std::size_t>(size));
  return true;
}

std::string Peer::ReadRequest() {
  while (RequestLength(received_) == 0) {
    if (!Receive()) return "";
  }
  const std::size_t length = RequestLength(received_);
  std::string request = received_.substr(0, length);
  received_.erase(0, length);
  return request;
}

void Peer::AwaitClose() {
  while (Receive()) {
  }
}

bool Peer::Send(const std::string& bytes) {
  return send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL) >= 0;
}

void Peer::ResetAtClose() {
  const linger at_once = {1, 0};
  setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
}

void Peer::Shutdown() { shutdown(socket_, SHUT_RDWR); }

ScriptedServer::ScriptedServer(Script script)
    : script_(std::move(script)), listener_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  auto* plain = reinterpret_cast<sockaddr*>(&address);
  if (bind(listener_, plain, size) != 0 || listen(listener_, 64) != 0 ||
      getsockname(listener_, plain, &size) != 0) {
    throw std::runtime_error("cannot listen on a loopback port");
  }
  port_ = ntohs(address.sin_port);
  acceptor_ = std::thread([this] { Accept(); });
}

ScriptedServer::~ScriptedServer() {
  shutdown(listener_, SHUT_RDWR);
  acceptor_.join();
  for (const auto& each : peers_) {
    if (const auto peer = each.lock()) peer->Shutdown();
  }
  for (std::thread& thread : threads_) thread.join();
  close(listener_);
}

void ScriptedServer::Accept() {
  for (;;) {
    const int socket = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (socket < 0) return;
    auto peer = std::make_shared<Peer>(socket);
    const std::lock_guard lock(mutex_);
    peers_.push_back(peer);
    threads_.emplace_back([this, peer = std::move(peer)] { script_(*this, *peer); });
  }
}

ScriptedServer::Script ScriptedServer::Always(const std::string& answer) {
  return [answer](ScriptedServer& server, Peer& peer) {
    while (server.TakeRequest(peer)) peer.Send(answer);
  };
}

ScriptedServer::Script ScriptedServer::Once(const std::string& answer) {
  return [answer](ScriptedServer& server, Peer& peer) {
    if (server.TakeRequest(peer)) peer.Send(answer);
  };
}

std::size_t ScriptedServer::connections() {
  const std::lock_guard lock(mutex_);
  return peers_.size();
}

std::vector<std::string> ScriptedServer::requests() {
  const std::lock_guard lock(mutex_);
  return requests_;
}

bool ScriptedServer::TakeRequest(Peer& peer) {
  std::string request = peer.ReadRequest();
  if (request.empty()) return false;
  const std::lock_guard lock(mutex_);
  requests_.push_back(std::move(request));
  return true;
}

}  // namespace gtest_redis
