#include "contract/contract_server.h"

#include <sstream>
#include <utility>

#include "gtest_redis/redis/info.h"
#include "process/deadline.h"
#include "server/backend_choice.h"
#include "server/required_version.h"

namespace gtest_redis {
namespace {

ServerOptions Filled(ServerOptions options, EnvironmentText& environment) {
  for (std::string* text : {&options.maxmemory, &options.maxmemory_policy, &options.password}) {
    *text = environment.Fill(*text);
  }
  for (auto& [name, value] : options.config) value = environment.Fill(value);
  return options;
}

Directives DirectivesOf(const ServerOptions& options) {
  Directives directives;
  if (!options.maxmemory.empty()) directives.emplace_back("maxmemory", options.maxmemory);
  if (!options.maxmemory_policy.empty()) {
    directives.emplace_back("maxmemory-policy", options.maxmemory_policy);
  }
  directives.insert(directives.end(), options.config.begin(), options.config.end());
  return directives;
}

std::string AddressOf(const RedisServer& server) {
  return server.host() + " " + std::to_string(server.port());
}

void RequireVersion(RedisServer& server, const std::string& at_least) {
  const std::string too_old = at_least.empty() ? "" : WhyTooOld(server, at_least);
  if (!too_old.empty()) throw UnsupportedError(too_old);
}

// A service may have used other databases than its own in the state before.
void EmptyOtherDatabases(RedisServer& server) {
  Connection redis = server.Connect();
  std::istringstream lines(Info::Of(redis, "keyspace").text());  // "db2:keys=1,...", if it has any.
  for (std::string line; std::getline(lines, line);) {
    if (line.rfind("db", 0) != 0) continue;
    redis.Pipeline({{"SELECT", line.substr(2, line.find(':') - 2)}, {"FLUSHDB"}});
  }
}

}  // namespace

RedisServer HaveChosenServer(const ServerOptions& options) {
  BackendWishes wishes;
  wishes.code = options;
  return Have(ChooseBackend(wishes));
}

ContractServer::ContractServer(std::function<RedisServer(const ServerOptions&)> have,
                               EnvironmentText& environment)
    : have_(have ? std::move(have) : HaveChosenServer), environment_(environment) {}

RedisServer& ContractServer::Prepare(const RedisModel& model) {
  Have(Filled(model.options, environment_), model.role);
  RequireVersion(*server_, model.at_least);
  server_->Use();
  used_ = true;
  BeInRole();
  writable().Flush();
  if (backend_ == Backend::kAttach) {
    override_.emplace(*server_, DirectivesOf(options_));
  } else {
    EmptyOtherDatabases(writable());
  }
  return *server_;
}

void ContractServer::Have(const ServerOptions& options, RedisRole role) {
  const bool attached = server_ && backend_ == Backend::kAttach;
  // What somebody else's is like, is changed while it is used.
  const bool same = attached ? options_.database == options.database : options_ == options;
  if (server_ && (!same || role_ != role || (!attached && !server_->running()))) Forget();
  options_ = options;
  role_ = role;
  if (server_) return;
  server_.emplace(have_(options));
  server_->Yield();
  product_ = server_->product();
  version_ = server_->version();
  backend_ = server_->backend();
  what_ = product_ + " " + version_ + ", " + ToString(backend_);
}

void ContractServer::BeInRole() {
  if (role_ == RedisRole::kStandalone) return;
  if (backend_ != Backend::kProcess) {
    throw UnsupportedError(
        "a master with a replica, or a replica with a master, needs an own "
        "process, and this is the back end '" +
        ToString(backend_) + "'");
  }
  ServerOptions other;
  other.backend = Backend::kProcess;
  other.executable = server_->executable();
  other.database = options_.database;
  if (role_ == RedisRole::kReplica && !master_) {
    master_.emplace(RedisServer::Start(other));
    // As a directive, so that it is one still when a state has started it anew.
    server_->RestartWith({{"replicaof", AddressOf(*master_)}});
  } else if (role_ == RedisRole::kMaster && !replica_) {
    other.config["replicaof"] = AddressOf(*server_);
    if (!options_.password.empty()) other.config["masterauth"] = options_.password;
    replica_.emplace(RedisServer::Start(other));
  }
  AwaitLink(master_ ? *server_ : *replica_);
}

void ContractServer::AwaitLink(RedisServer& replica) {
  std::string status;
  const bool up = WaitUntil(Deadline(options_.start_timeout), [&] {
    status = Info(replica.Probe({"INFO", "replication"}).string()).Text("master_link_status");
    return status == "up";
  });
  if (up) return;
  throw ServerError("the replica had no link to its master within " +
                    std::to_string(options_.start_timeout.count()) +
                    " ms: master_link_status is '" + status + "'; " + replica.Log());
}

void ContractServer::AwaitReplication() {
  if (!master_) return;
  const Reply reply = master_->Command("WAIT", 1, options_.command_timeout.count());
  if (!reply.is_error() && reply.integer() == 1) return;
  throw ServerError("the replica did not take the contract's data: WAIT was answered '" +
                    reply.ToString() + "'");
}

void ContractServer::Release() {
  if (!std::exchange(used_, false)) return;
  std::optional<ConfigOverride> changed = std::exchange(override_, std::nullopt);
  if (changed) changed->Leave();
  server_->Yield();
}

void ContractServer::Forget() {
  used_ = false;
  override_.reset();
  replica_.reset();
  server_.reset();
  master_.reset();
}

}  // namespace gtest_redis
