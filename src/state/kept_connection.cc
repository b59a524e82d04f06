#include "state/kept_connection.h"

#include "gtest_redis/server/redis_server.h"
#include "gtest_redis/state/state.h"
#include "server/client_list.h"

namespace gtest_redis {

KeptConnection::KeptConnection(const RedisServer& server, const Url& again)
    : redis_(server.Connect()), again_(again) {}

Reply KeptConnection::Run(const std::vector<std::string>& command) {
  if (!redis_.alive()) redis_ = Connection(again_);
  Reply reply = redis_.Execute(command);
  if (reply.is_error()) {
    throw StateError("redis refuses " + command[0] + " " + command[1] + ": " +
                     reply.error_message());
  }
  return reply;
}

Reply PingAsNewClient(const RedisServer& server) {
  Url url = Url::Parse(server.url());
  url.user.clear();
  url.password.clear();
  url.database = 0;
  Connection redis(url);
  try {
    return redis.Command("PING");
  } catch (const ConnectionError&) {
    return {};
  }
}

void DropClients(RedisServer& server, KeptConnection& kept) {
  const std::int64_t own = server.Command("CLIENT", "ID").integer();
  const std::int64_t other = kept.Run({"CLIENT", "ID"}).integer();
  const std::string list = kept.Run({"CLIENT", "LIST", "TYPE", "normal"}).string();
  std::vector<std::vector<std::string>> commands;
  for (const Client& client : ParseClientList(list)) {
    if (client.id == own || client.id == other || client.claim) continue;
    if (server.backend() == Backend::kAttach && client.database != server.database()) continue;
    commands.push_back({"CLIENT", "KILL", "ID", std::to_string(client.id)});
  }
  if (commands.empty()) return;
  for (const Reply& reply : server.Pipeline(commands)) {
    if (reply.is_error()) {
      throw StateError("redis refuses CLIENT KILL: " + reply.error_message());
    }
  }
}

}  // namespace gtest_redis
