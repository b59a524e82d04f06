#include "bare_container.h"

#include <hiredis/hiredis.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <ctime>

namespace gtest_redis {
namespace {

constexpr timeval kPatience = {10, 0};

// One request on a connection of its own, which the engine closes behind its answer.
std::string Ask(const std::string& engine, const std::string& request, const std::string& body) {
  const int connection = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  engine.copy(address.sun_path, sizeof(address.sun_path) - 1);
  setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &kPatience, sizeof(kPatience));
  const std::string message = request +
                              " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                              "Content-Type: application/json\r\nContent-Length: " +
                              std::to_string(body.size()) + "\r\n\r\n" + body;
  std::string answer;
  if (connect(connection, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0 &&
      send(connection, message.data(), message.size(), MSG_NOSIGNAL) ==
          static_cast<ssize_t>(message.size())) {
    std::array<char, 4096> buffer{};
    for (ssize_t size = 0; (size = recv(connection, buffer.data(), buffer.size(), 0)) > 0;) {
      answer.append(buffer.data(), static_cast<std::size_t>(size));
    }
  }
  close(connection);
  if (answer.rfind("HTTP/1.1 20", 0) != 0) {
    std::fprintf(stderr, "%s %s: %s\n", engine.c_str(), request.c_str(), answer.c_str());
    std::exit(1);
  }
  return answer;
}

std::string CreationBody(const std::string& image, bool host_network, const std::string& port) {
  const std::string begin = R"({"Image":")" + image + R"(","Cmd":["--save","","--port",")";
  if (host_network) {
    return begin + port + R"(","--bind","127.0.0.1"],"HostConfig":{"NetworkMode":"host"}})";
  }
  return begin + R"(6379","--protected-mode","no"],"ExposedPorts":{"6379/tcp":{}},)" +
         R"("HostConfig":{"PortBindings":{"6379/tcp":[{"HostIp":"127.0.0.1","HostPort":")" + port +
         R"("}]}}})";
}

bool Answers(int port) {
  redisContext* context = redisConnectWithTimeout("127.0.0.1", port, kPatience);
  if (context == nullptr) return false;
  redisReply* reply = nullptr;
  if (context->err == 0 && redisSetTimeout(context, kPatience) == REDIS_OK) {
    reply = static_cast<redisReply*>(redisCommand(context, "PING"));
  }
  const bool answers = reply != nullptr && reply->type == REDIS_REPLY_STATUS;
  freeReplyObject(reply);
  redisFree(context);
  return answers;
}

}  // namespace

BareContainer::BareContainer(const std::string& engine, const std::string& image, bool host_network)
    : engine_(engine) {
  const std::string body = CreationBody(image, host_network, std::to_string(port_.number()));
  const std::string created = Ask(engine_, "POST /v1.41/containers/create", body);
  const std::string before_id = "\"Id\":\"";
  id_ = created.substr(created.find(before_id) + before_id.size(), 64);
  Ask(engine_, "POST /v1.41/containers/" + id_ + "/start", "");
  const timespec pause = {0, 200'000};  // As often as the library looks.
  while (!Answers(port_.number())) ppoll(nullptr, 0, &pause, nullptr);
}

BareContainer::~BareContainer() {
  Ask(engine_, "DELETE /v1.41/containers/" + id_ + "?force=true&v=true", "");
}

}  // namespace gtest_redis
