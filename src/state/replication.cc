#include "gtest_redis/state/replication.h"

#include <functional>
#include <memory>

#include "gtest_redis/server/redis_server.h"
#include "gtest_redis/server/whole_server.h"
#include "gtest_redis/state/config_override.h"
#include "state/families.h"
#include "state/prove_or_undo.h"
#include "state/server_info.h"
#include "state/write_probe.h"

namespace gtest_redis {
namespace {

using Fault = std::function<std::string()>;

void Prove(const State& state, const Fault& fault) {
  const std::string found = fault();
  if (!found.empty()) throw StateError("'" + state.name() + "' does not hold: " + found);
}

void RefuseReplica(RedisServer& server, const State& state) {
  const Info info = ServerInfo(server, "replication");
  if (info.Text("role") == "master") return;
  throw StateError("cannot enter '" + state.name() + "': the server is a replica of " +
                   info.Text("master_host") + ":" + info.Text("master_port") + " already");
}

// Makes the server a replica of nobody, with these directives.
Entered BeReplica(RedisServer& server, const State& state, const Directives& directives,
                  const Fault& fault) {
  RefuseReplica(server, state);
  const auto config = std::make_shared<ConfigOverride>(server, directives);
  const Reply reply = server.Command("REPLICAOF", "127.0.0.1", 0);
  if (reply.is_error()) {
    config->Leave();
    server.ThrowUnsupported("cannot enter '" + state.name() +
                            "': redis refuses REPLICAOF: " + reply.error_message());
  }
  const auto undo = [&server, config] {
    const Reply left = server.Command("REPLICAOF", "NO", "ONE");
    if (left.is_error()) {
      throw StateError("redis refuses REPLICAOF NO ONE: " + left.error_message());
    }
    config->Leave();
  };
  ProveOrUndo(undo, [&] { Prove(state, fault); });
  return {undo, fault};
}

}  // namespace

Entered ReadOnly::Apply(RedisServer& server) const {
  return BeReplica(server, *this, {{"replica-read-only", "yes"}},
                   [&server] { return WriteNotRefused(server, "READONLY"); });
}

Entered MasterDown::Apply(RedisServer& server) const {
  const auto fault = [&server]() -> std::string {
    const Reply reply = server.Probe({"GET", "gtest-redis:no-such-key"});
    if (reply.error_code() == "MASTERDOWN") return "";
    return "a read was answered '" + reply.ToString() + "', and not MASTERDOWN";
  };
  return BeReplica(server, *this,
                   {{"replica-read-only", "yes"}, {"replica-serve-stale-data", "no"}}, fault);
}

Entered NoReplicas::Apply(RedisServer& server) const {
  const std::int64_t wanted = ServerInfo(server, "replication").Integer("connected_slaves") + 1;
  // A lag of zero would switch the check off.
  const auto config = std::make_shared<ConfigOverride>(
      server, Directives{{"min-replicas-max-lag", "10"},
                         {"min-replicas-to-write", std::to_string(wanted)}});
  const auto fault = [&server] { return WriteNotRefused(server, "NOREPLICAS"); };
  Prove(*this, fault);
  return {[config] { config->Leave(); }, fault};
}

std::vector<StateEntry> ReplicationStates() {
  return {{"read-only",
           "ReadOnly",
           "is a replica: answers READONLY to every write; reads go on",
           "a write is answered READONLY",
           StateNeed::kConfiguration,
           "5.0",
           {},
           [](const Values& /*values*/) -> std::unique_ptr<State> {
             return std::make_unique<ReadOnly>();
           }},
          {"master-down",
           "MasterDown",
           "is a replica without its master: answers MASTERDOWN to reads, and READONLY to writes",
           "a read is answered MASTERDOWN",
           StateNeed::kConfiguration,
           "5.0",
           {},
           [](const Values& /*values*/) -> std::unique_ptr<State> {
             return std::make_unique<MasterDown>();
           }},
          {"no-replicas",
           "NoReplicas",
           "lacks the replicas that it needs: answers NOREPLICAS to every write; reads go on",
           "a write is answered NOREPLICAS",
           StateNeed::kConfiguration,
           "5.0",
           {},
           [](const Values& /*values*/) -> std::unique_ptr<State> {
             return std::make_unique<NoReplicas>();
           }}};
}

}  // namespace gtest_redis
