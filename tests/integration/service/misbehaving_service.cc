// A service for tests, which does what services should not do:
//
//     misbehaving_service MODE [host:port]
//
// It writes its arguments to its log first. Mode "sound" listens and answers, by the request's
// path; the other modes are what becomes of it before it is ready.

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <string>
#include <string_view>

namespace {

int Listen(const char* host, int port) {
  addrinfo hints{};
  hints.ai_flags = AI_NUMERICHOST;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* address = nullptr;
  getaddrinfo(host, std::to_string(port).c_str(), &hints, &address);
  const int listener = socket(address->ai_family, SOCK_STREAM, 0);
  const int on = 1;
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
  if (bind(listener, address->ai_addr, address->ai_addrlen) != 0 || listen(listener, 64) != 0) {
    std::perror("cannot listen");
    std::exit(1);
  }
  freeaddrinfo(address);
  return listener;
}

[[noreturn]] void WaitForASignal() {
  for (;;) pause();
}

std::string ReadHeader(int peer) {
  std::string request;
  std::array<char, 4096> bytes{};
  while (request.find("\r\n\r\n") == std::string::npos) {
    const ssize_t size = read(peer, bytes.data(), bytes.size());
    if (size <= 0) break;
    request.append(bytes.data(), static_cast<std::size_t>(size));
  }
  return request;
}

void Send(int peer, const std::string& bytes) {
  send(peer, bytes.data(), bytes.size(), MSG_NOSIGNAL);
}

void Answer(int peer, int status, const std::string& body) {
  Send(peer, "HTTP/1.1 " + std::to_string(status) + " S\r\nConnection: close\r\nContent-Length: " +
                 std::to_string(body.size()) + "\r\n\r\n" + body);
}

std::string Variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

// A connection to the Redis at the port in REDIS_PORT.
int ConnectToRedis() {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<uint16_t>(std::stoi(Variable("REDIS_PORT"))));
  const int redis = socket(AF_INET, SOCK_STREAM, 0);
  connect(redis, reinterpret_cast<sockaddr*>(&address), sizeof(address));
  return redis;
}

// Writes a key; whether Redis took it.
bool WriteKey() {
  const int redis = ConnectToRedis();
  Send(redis, "SET key value\r\n");
  char first = 0;
  const bool taken = read(redis, &first, 1) == 1 && first == '+';
  close(redis);
  return taken;
}

void Obey(int peer, const std::string& path) {
  static int asked_ready = 0;
  static const std::string kVariable = "/variable/";
  if (path == "/ready") {
    Answer(peer, ++asked_ready < 3 ? 503 : 204, "");
  } else if (path == "/key") {
    const bool taken = WriteKey();
    Answer(peer, taken ? 201 : 503, taken ? "stored" : "redis refuses");
  } else if (path == "/directory") {
    std::array<char, 4096> directory{};
    Answer(peer, 200, getcwd(directory.data(), directory.size()));
  } else if (path.compare(0, kVariable.size(), kVariable) == 0) {
    Answer(peer, 200, Variable(path.substr(kVariable.size()).c_str()));
  } else if (path == "/garbage") {
    Send(peer, "-ERR garbage\r\n");
  } else if (path == "/half") {
    Send(peer, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf");
  } else if (path == "/nothing") {
    WaitForASignal();
  } else if (path == "/crash") {
    std::cout << "about to crash" << std::endl;
    std::signal(SIGSEGV, SIG_DFL);
    std::raise(SIGSEGV);
  } else {
    Answer(peer, 404, "");
  }
}

[[noreturn]] void Serve(int listener) {
  for (;;) {
    const int peer = accept(listener, nullptr, nullptr);
    const std::string request = ReadHeader(peer);
    const auto path = request.find(' ') + 1;
    // Whoever only connects to see whether it is there says nothing.
    if (!request.empty()) Obey(peer, request.substr(path, request.find(' ', path) - path));
    close(peer);
  }
}

// A grandchild that keeps its parent's SIGTERM from ending it.
void ForkALingerer() {
  const pid_t lingerer = fork();
  if (lingerer == 0) {
    std::signal(SIGTERM, SIG_IGN);
    WaitForASignal();
  }
  std::cout << "lingerer " << lingerer << std::endl;
}

}  // namespace

int main(int count, char** arguments) {
  for (int i = 0; i < count; ++i) std::cout << "argument '" << arguments[i] << "'" << std::endl;
  const std::string mode = count > 1 ? arguments[1] : "";
  const std::string address = count > 2 ? arguments[2] : "127.0.0.1:0";
  const int port = std::stoi(address.substr(address.find(':') + 1));
  if (mode == "exit") {
    std::cerr << "no such option" << std::endl;
    return 3;
  }
  if (mode == "never") WaitForASignal();
  if (mode == "only-connected") {
    ConnectToRedis();
    WaitForASignal();
  }
  if (mode == "elsewhere") Serve(Listen("0.0.0.0", 0));
  if (mode == "elsewhere-on-ipv6") Serve(Listen("::1", 0));
  if (mode == "elsewhere-by-child") {
    if (fork() == 0) Serve(Listen("127.0.0.1", 0));
    WaitForASignal();
  }
  if (mode == "lingering-and-elsewhere") {
    ForkALingerer();
    Serve(Listen("127.0.0.1", 0));
  }
  if (mode == "stubborn") std::signal(SIGTERM, SIG_IGN);
  if (mode == "polite") {
    std::signal(SIGTERM, [](int) {
      constexpr std::string_view kGoodbye = "goodbye\n";
      std::_Exit(write(STDOUT_FILENO, kGoodbye.data(), kGoodbye.size()) < 0 ? 1 : 7);
    });
  }
  if (mode == "lingering") ForkALingerer();
  Serve(Listen("127.0.0.1", port));
}
