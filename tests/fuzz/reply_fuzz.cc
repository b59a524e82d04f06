// Replies as a Connection takes them from whoever calls himself a Redis.

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstdio>
#include <memory>
#include <string>

#include "fuzz.h"
#include "gtest_redis/redis/connection.h"
#include "process/keeper.h"

namespace {

using gtest_redis::Reply;
using gtest_redis::Require;

// Whoever connects is not accepted before all of this side is said.
class Listener {
 public:
  Listener() {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path_.copy(address.sun_path, sizeof(address.sun_path) - 1);
    const auto* plain = reinterpret_cast<const sockaddr*>(&address);
    Require(bind(socket_, plain, sizeof(address)) == 0 && listen(socket_, 1) == 0, "listens");
  }
  ~Listener() { close(socket_); }
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  std::string url() const { return "unix://" + path_; }
  int Accept() const { return accept4(socket_, nullptr, nullptr, SOCK_CLOEXEC); }

 private:
  const std::string path_ = gtest_redis::Keeper::Get().directory() + "/redis.sock";
  const int socket_ = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
};

void Look(const Reply& reply) {
  Require(reply.type() != Reply::Type::kArray || reply.ToString().size() >= 2, "is shown");
  Require(reply == Reply(reply), "a reply is equal to its copy");
  Require(reply.is_error() || reply.error_code().empty(), "only an error has a code");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Listener listener;
  constexpr std::size_t kFitsIntoASocket = 32 * 1024;
  if (size > kFitsIntoASocket) return 0;
  gtest_redis::Connection connection(listener.url());
  const int peer = listener.Accept();
  Require(write(peer, data, size) == static_cast<ssize_t>(size), "all is sent");
  shutdown(peer, SHUT_WR);
  try {
    for (;;) Look(connection.Command("PING"));
  } catch (const gtest_redis::ConnectionError&) {
    Require(!connection.alive(), "what broke is not alive");
  }
  close(peer);
  return 0;
}
