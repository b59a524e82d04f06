#include "gtest_redis/state/failover.h"

#include <cctype>
#include <optional>

#include "gtest_redis/server/redis_server.h"
#include "gtest_redis/state/config_override.h"
#include "process/deadline.h"
#include "server/redis_conf.h"
#include "state/families.h"
#include "state/prove_or_undo.h"
#include "state/sentinel.h"
#include "state/snapshot_file.h"
#include "state/values.h"

namespace gtest_redis {
namespace {

constexpr std::chrono::seconds kPatience{20};
constexpr std::chrono::seconds kReplicationTime{5};
constexpr char kKey[] = "gtest-redis:failover";

std::string RoleOf(const Reply& role) { return role.array().at(0).string(); }

// Whether ROLE says that this is a replica with all of its master's data.
bool IsSynced(const Reply& role) {
  return RoleOf(role) == "slave" && role.array().at(3).string() == "connected";
}

ServerOptions ReplicaOptions(const RedisServer& master) {
  ServerOptions options = master.options();
  options.backend = Backend::kProcess;
  options.executable = master.executable();
  auto config = master.extra_config();
  config["replicaof"] = master.host() + " " + std::to_string(master.port());
  if (!options.password.empty()) config["masterauth"] = Quoted(options.password);
  return WithDirectives(options, config);
}

// Makes `server` a replica and ends its connections, as Sentinel does.
void Demote(const RedisServer& server, const RedisServer& new_master) {
  Connection redis = server.Connect();
  for (const Reply& reply :
       redis.Pipeline({{"MULTI"},
                       {"REPLICAOF", new_master.host(), std::to_string(new_master.port())},
                       {"CLIENT", "KILL", "TYPE", "normal"},
                       {"CLIENT", "KILL", "TYPE", "pubsub"},
                       {"EXEC"}})) {
    if (reply.is_error()) {
      throw StateError("cannot make the old master a replica: " + reply.error_message());
    }
  }
}

// All that takes part beside the server.
class Scene {
 public:
  explicit Scene(RedisServer& server)
      : server_(server),
        // For when it is a replica.
        config_(server, {{"masterauth", server.options().password}}),
        snapshot_(server),  // What a replica gets from its master, it keeps as a snapshot.
        replica_(RedisServer::Start(ReplicaOptions(server))) {}

  void FailOver(const std::string& name);
  /// What is not as after a failover; empty when nothing is.
  std::string Fault();
  void Leave();

  std::string sentinel() const { return sentinel_->url(); }
  std::string new_master() const { return replica_.url(); }

 private:
  void AwaitDemotion(Connection witness);
  std::string AwaitReplication();

  RedisServer& server_;
  ConfigOverride config_;
  SnapshotFile snapshot_;
  RedisServer replica_;
  std::optional<Sentinel> sentinel_;
};

void Scene::FailOver(const std::string& name) {
  Connection witness = server_.Connect();
  const auto is_synced = [this] { return IsSynced(replica_.Command("ROLE")); };
  if (!WaitUntil(Deadline(kPatience), is_synced)) {
    throw StateError("the replica was not synchronized; its log ends:\n" + replica_.Log());
  }
  // Not before: Sentinel looks again only after a second at a replica that was not ready.
  sentinel_.emplace(server_, replica_, name);
  sentinel_->FailOver(replica_.port());
  if (server_.AtLeast(7, 0)) {
    sentinel_->Hurry();
  } else {
    Demote(server_, replica_);
  }
  AwaitDemotion(std::move(witness));
  const Reply written = replica_.Command("SET", kKey, "x");
  const std::string fault =
      written.is_error() ? "the new master answers a write '" + written.ToString() + "'" : Fault();
  replica_.Command("DEL", kKey);
  if (!fault.empty()) throw StateError("'failover' does not hold: " + fault);
}

// Until the connection `witness` was ended, and the server is a replica with all data.
void Scene::AwaitDemotion(Connection witness) {
  bool was_ended = false;
  Reply role;
  const bool demoted = WaitUntil(Deadline(kPatience), [&] {
    try {
      role = witness.Command("ROLE");
      return was_ended && IsSynced(role);
    } catch (const ConnectionError&) {
      was_ended = true;
      witness = server_.Connect();
      return false;
    }
  });
  if (demoted) return;
  throw StateError("sentinel did not make the old master a replica: ROLE is '" + role.ToString() +
                   "', and its connections " + (was_ended ? "were" : "were not") + " ended");
}

std::string Scene::Fault() {
  const int port = sentinel_->MasterPort();
  if (port != replica_.port()) {
    return "sentinel names the server at port '" + std::to_string(port) + "', and not '" +
           std::to_string(replica_.port()) + "'";
  }
  const Reply reply = server_.Probe({"LPUSHX", kKey, "x"});
  if (reply.error_code() == "READONLY") return "";
  return "a write on the old master was answered '" + reply.ToString() + "', and not READONLY";
}

void Scene::Leave() {
  sentinel_.reset();
  const std::string fault = AwaitReplication();
  const Reply promoted = server_.Command("REPLICAOF", "NO", "ONE");
  replica_.Kill();
  snapshot_.Leave();
  config_.Leave();
  if (promoted.is_error()) {
    throw StateError("cannot make redis a master again: " + promoted.error_message());
  }
  if (!fault.empty()) throw StateError(fault);
}

// Until the server has what the new master has now; what keeps it from that, else empty.
std::string Scene::AwaitReplication() {
  if (!replica_.running() || RoleOf(server_.Command("ROLE")) != "slave") return "";
  const std::int64_t end = replica_.Command("ROLE").array().at(1).integer();
  Reply role;
  const bool replicated = WaitUntil(Deadline(kReplicationTime), [&] {
    role = server_.Command("ROLE");
    return IsSynced(role) && role.array().at(4).integer() >= end;
  });
  if (replicated) return "";
  return "what was written to the new master was not replicated within 5 s: ROLE is '" +
         role.ToString() + "', and the new master is at '" + std::to_string(end) + "'";
}

void CheckName(const std::string& name) {
  for (const char c : name) {
    const bool is_good =
        std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '.' || c == '-' || c == '_';
    if (!is_good) {
      throw StateError("'failover' cannot have a master '" + name +
                       "': sentinel takes letters, digits, '.', '-' and '_'");
    }
  }
  if (name.empty()) throw StateError("'failover' needs a name for the master");
}

}  // namespace

struct Failover::Addresses {
  std::string sentinel;
  std::string new_master;
};

Failover::Failover(const std::string& master_name)
    : master_name_(master_name), addresses_(std::make_shared<Addresses>()) {
  CheckName(master_name);
}

std::vector<std::string> Failover::changes() const { return {"replicaof"}; }

std::string Failover::sentinel() const { return addresses_->sentinel; }
std::string Failover::new_master() const { return addresses_->new_master; }

Entered Failover::Apply(RedisServer& server) const {
  const Reply role = server.Command("ROLE");
  if (role.is_error() || RoleOf(role) != "master") {
    throw StateError("'" + name() + "' needs a master, and ROLE of this server is '" +
                     role.ToString() + "'");
  }
  const auto scene = std::make_shared<Scene>(server);
  const auto undo = [scene, addresses = addresses_] {
    *addresses = {};
    scene->Leave();
  };
  ProveOrUndo(undo, [&] { scene->FailOver(master_name_); });
  *addresses_ = {scene->sentinel(), scene->new_master()};
  return {undo, [scene] { return scene->Fault(); }};
}

std::vector<StateEntry> FailoverStates() {
  return {{"failover",
           "Failover",
           "has become a replica of another server by a failover of Sentinel: READONLY",
           "Sentinel names another master, and a write is answered READONLY",
           StateNeed::kOwnProcess,
           "5.0",
           {{"master-name", "", "mymaster", "what Sentinel knows the master by"}},
           [](const Values& values) -> std::unique_ptr<State> {
             return std::make_unique<Failover>(values.Text("master-name"));
           }}};
}

}  // namespace gtest_redis
