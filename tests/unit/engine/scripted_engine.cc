#include "engine/scripted_engine.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <regex>
#include <stdexcept>

namespace gtest_redis {
namespace {

// "GET /info" of "GET /v1.41/info?a=b HTTP/1.1".
std::string Subject(const std::string& request) {
  static const std::regex kLine(R"(^(\w+) (?:/v[0-9.]+)?(/[^ ?]*))");
  std::smatch match;
  if (!std::regex_search(request, match, kLine)) return "";
  return match[1].str() + " " + match[2].str();
}

}  // namespace

std::string Http(int status, const std::string& body, const std::string& headers) {
  return "HTTP/1.1 " + std::to_string(status) + " Whatever\r\n" + headers +
         "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

std::string Pong(const std::string& api_version) {
  return Http(200, "OK", "Api-Version: " + api_version + "\r\nServer: Docker/20.10.24 (linux)\r\n");
}

ScriptedEngine::ScriptedEngine(On on) {
  answers_["GET /_ping"] = Pong("1.41");
  sockaddr_un local{};
  local.sun_family = AF_UNIX;
  directory_.File("engine.sock").copy(local.sun_path, sizeof(local.sun_path) - 1);
  sockaddr_in tcp{};
  tcp.sin_family = AF_INET;
  tcp.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const bool is_tcp = on == On::kTcp;
  auto* address = is_tcp ? reinterpret_cast<sockaddr*>(&tcp) : reinterpret_cast<sockaddr*>(&local);
  socklen_t size = is_tcp ? sizeof(tcp) : sizeof(local);
  listener_ = socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (bind(listener_, address, size) != 0 || listen(listener_, 64) != 0) {
    throw std::runtime_error("cannot listen");
  }
  if (is_tcp) {
    getsockname(listener_, address, &size);
    port_ = ntohs(tcp.sin_port);
  }
  acceptor_ = std::thread([this] { Accept(); });
}

ScriptedEngine::~ScriptedEngine() {
  shutdown(listener_, SHUT_RDWR);
  acceptor_.join();
  for (const auto& each : peers_) {
    if (const auto peer = each.lock()) peer->Shutdown();
  }
  for (std::thread& thread : threads_) thread.join();
  close(listener_);
}

void ScriptedEngine::Answer(const std::string& request, const std::string& bytes) {
  const std::lock_guard lock(mutex_);
  answers_[request] = bytes;
}

EngineAddress ScriptedEngine::address() const {
  EngineAddress address;
  if (port_ == 0) {
    address.socket = directory_.File("engine.sock");
  } else {
    address.host = "127.0.0.1";
    address.port = port_;
  }
  return address;
}

std::vector<std::string> ScriptedEngine::requests() {
  const std::lock_guard lock(mutex_);
  return requests_;
}

void ScriptedEngine::Accept() {
  for (;;) {
    const int socket = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (socket < 0) return;
    auto peer = std::make_shared<Peer>(socket);
    const std::lock_guard lock(mutex_);
    peers_.push_back(peer);
    threads_.emplace_back([this, peer = std::move(peer)] { Serve(*peer); });
  }
}

void ScriptedEngine::Serve(Peer& peer) {
  const std::string request = peer.ReadRequest();
  const std::string subject = Subject(request);
  std::string answer = Http(404, R"({"message":"page not found"})");
  {
    const std::lock_guard lock(mutex_);
    if (subject != "GET /_ping") requests_.push_back(request);
    const auto found = answers_.find(subject);
    if (found != answers_.end()) answer = found->second;
  }
  if (answer.empty()) {
    peer.AwaitClose();
  } else {
    peer.Send(answer);
  }
}

}  // namespace gtest_redis
