#include <memory>
#include <optional>

#include "gtest_redis/server/redis_server.h"
#include "gtest_redis/server/whole_server.h"
#include "gtest_redis/state/clients.h"
#include "process/deadline.h"
#include "state/kept_connection.h"
#include "state/prove_or_undo.h"
#include "state/server_info.h"

namespace gtest_redis {
namespace {

constexpr std::size_t kLeastLimit = 128 * 1024;  // What Redis takes for any lower one.

// A client that uses as much memory as all may, and is not evicted.
Connection Burden(RedisServer& server) {
  Connection redis = server.Connect();
  const std::string text(2 * kLeastLimit, 'x');
  // Redis counts clients that are not evicted every 100 ms only. So this one is counted first, for
  // the request that it has just sent, and keeps as much in its transaction.
  const std::vector<std::vector<std::string>> commands = {
      {"ECHO", text}, {"CLIENT", "NO-EVICT", "on"}, {"MULTI"}, {"ECHO", text}};
  for (const auto& command : commands) {
    const Reply reply = redis.Execute(command);
    if (reply.is_error()) {
      throw StateError("redis refuses " + command.front() + ": " + reply.error_message());
    }
  }
  return redis;
}

std::int64_t Evicted(RedisServer& server) {
  return ServerInfo(server, "stats").Integer("evicted_clients");
}

bool EvictsANewClient(RedisServer& server) {
  const std::int64_t before = Evicted(server);
  try {
    Connection redis(Url::Parse(server.url()));
    for (int i = 0; i < 5; ++i) redis.Command("PING");
  } catch (const ConnectionError&) {
    return Evicted(server) > before;
  }
  return false;
}

// Redis adds up what clients use from time to time only, so that the first may get away.
std::string NewClientsStay(RedisServer& server) {
  const bool evicts =
      WaitUntil(Deadline(std::chrono::seconds(1)), [&] { return EvictsANewClient(server); });
  return evicts ? "" : "no new client was evicted within 1 s";
}

}  // namespace

Entered ClientEvicted::Apply(RedisServer& server) const {
  const auto whole = std::make_shared<WholeServer>(server);
  const auto kept = std::make_shared<KeptConnection>(server, Url::Parse(server.url()));
  const Reply before = kept->Run({"CONFIG", "GET", "maxmemory-clients"});
  kept->Run({"CLIENT", "NO-EVICT", "on"});
  server.Command("CLIENT", "NO-EVICT", "on");
  const auto burden = std::make_shared<std::optional<Connection>>();
  const auto undo = [&server, whole, kept, burden, limit = before.array().at(1).string()] {
    kept->Run({"CONFIG", "SET", "maxmemory-clients", limit});
    burden->reset();
    server.Command("CLIENT", "NO-EVICT", "off");
    whole->Leave();
  };
  const auto fault = [&server] { return NewClientsStay(server); };
  ProveOrUndo(undo, [&] {
    kept->Run({"CONFIG", "SET", "maxmemory-clients", "1gb"});  // Begins to count.
    burden->emplace(Burden(server));
    kept->Run({"CONFIG", "SET", "maxmemory-clients", std::to_string(kLeastLimit)});
    const std::string found = fault();
    if (!found.empty()) throw StateError("'client-evicted' does not hold: " + found);
  });
  return {undo, fault};
}

}  // namespace gtest_redis
