#pragma once

#include <functional>
#include <optional>
#include <string>

#include "contract/contract_model.h"
#include "contract/environment_text.h"
#include "gtest_redis/server/redis_server.h"
#include "gtest_redis/state/config_override.h"

namespace gtest_redis {

/// A Redis as the environment says, as for RedisEnvironment without its flags. Throws as
/// RedisServer does.
RedisServer HaveChosenServer(const ServerOptions& options);

/// The Redis of a contract, had when it is first needed, and kept from state to state as long as
/// they ask for the same. One thread at a time.
class ContractServer {
 public:
  /// Null for `have`: HaveChosenServer(). `environment` must outlive it.
  ContractServer(std::function<RedisServer(const ServerOptions&)> have,
                 EnvironmentText& environment);

  /// Makes it ready for a state: of this kind and in this role, its database empty. Throws
  /// UnavailableError when there is none, UnsupportedError where it cannot be of this kind for its
  /// version or back end, ServerError and StateError when it does not come to be.
  RedisServer& Prepare(const RedisModel& model);
  /// To put data into its database: itself, or its master.
  RedisServer& writable() { return master_ ? *master_ : *server_; }
  /// Waits until a replica has what its master has. Throws ServerError.
  void AwaitReplication();

  /// After a state: has it as it was. Throws as ConfigOverride::Leave().
  void Release();
  /// Has another one the next time, because nobody knows what became of this one.
  void Forget();

  /// Whether there ever was one.
  bool was_had() const { return !what_.empty(); }
  /// "redis 7.0.15, process"; empty as long as there was none.
  const std::string& what() const { return what_; }
  const std::string& product() const { return product_; }
  const std::string& version() const { return version_; }
  Backend backend() const { return backend_; }

 private:
  void Have(const ServerOptions& options, RedisRole role);
  void BeInRole();
  void AwaitLink(RedisServer& replica);

  const std::function<RedisServer(const ServerOptions&)> have_;
  EnvironmentText& environment_;
  std::optional<RedisServer> server_;
  ServerOptions options_;  // What it was asked for.
  RedisRole role_ = RedisRole::kStandalone;
  // The other one of a pair: at most one of these.
  std::optional<RedisServer> master_;
  std::optional<RedisServer> replica_;
  bool used_ = false;
  std::optional<ConfigOverride> override_;  // Of somebody else's.
  std::string what_, product_, version_;
  Backend backend_ = Backend::kAny;
};

}  // namespace gtest_redis
