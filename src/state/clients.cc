#include "gtest_redis/state/clients.h"

#include <memory>

#include "gtest_redis/server/redis_server.h"
#include "gtest_redis/server/whole_server.h"
#include "state/dropping.h"
#include "state/families.h"
#include "state/kept_connection.h"
#include "state/prove_or_undo.h"
#include "state/server_info.h"

namespace gtest_redis {
namespace {

std::int64_t Rejected(RedisServer& server) {
  return ServerInfo(server, "stats").Integer("rejected_connections");
}

std::string NewClientServed(RedisServer& server) {
  const std::int64_t before = Rejected(server);
  const Reply reply = PingAsNewClient(server);
  const bool closed =
      reply.is_nil() || reply.error_message().find("max number of clients") != std::string::npos;
  if (closed && Rejected(server) > before) return "";
  return "a new client was answered '" + reply.ToString() + "' to PING, and not rejected";
}

}  // namespace

Entered TooManyClients::Apply(RedisServer& server) const {
  const auto whole = std::make_shared<WholeServer>(server);
  const auto kept = std::make_shared<KeptConnection>(server, Url::Parse(server.url()));
  const std::string before = kept->Run({"CONFIG", "GET", "maxclients"}).array().at(1).string();
  kept->Run({"CONFIG", "SET", "maxclients", "1"});
  const auto undo = [&server, whole, kept, before] {
    const std::vector<std::string> restore = {"CONFIG", "SET", "maxclients", before};
    try {
      kept->Run(restore);
    } catch (const Error&) {
      // It was killed, and the server's own connection has taken the only place since.
      const Reply reply = server.Pipeline({restore}).front();
      if (reply.is_error()) throw StateError("redis refuses CONFIG: " + reply.error_message());
    }
    whole->Leave();
  };
  const auto fault = [&server] { return NewClientServed(server); };
  ProveOrUndo(undo, [&] {
    if (connected_ == Connected::kAreDropped) DropClients(server, *kept);
    const std::string found = fault();
    if (!found.empty()) throw StateError("'too-many-clients' does not hold: " + found);
  });
  return {undo, fault};
}

std::vector<StateEntry> ClientStates() {
  return {{"too-many-clients",
           "TooManyClients",
           "takes no more clients: closes new connections, and drops those there are",
           "a new client is closed, and rejected_connections grows",
           StateNeed::kConfiguration,
           "5.0",
           {DropParameter()},
           [](const Values& values) -> std::unique_ptr<State> {
             return std::make_unique<TooManyClients>(Dropping(values));
           }},
          {"client-evicted",
           "ClientEvicted",
           "ends connections for the memory that clients use: new ones after their first command",
           "a new client is closed, and evicted_clients grows",
           StateNeed::kConfiguration,
           "7.0",
           {},
           [](const Values& /*values*/) -> std::unique_ptr<State> {
             return std::make_unique<ClientEvicted>();
           }}};
}

}  // namespace gtest_redis
