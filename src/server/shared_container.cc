#include "server/shared_container.h"

#include <tuple>

#include "gtest_redis/redis/connection.h"
#include "gtest_redis/server/server_error.h"
#include "server/container_engine.h"

namespace gtest_redis {
namespace {

constexpr int kSharedDatabases = 16;  // Redis's default.

}  // namespace

SharedContainer::SharedContainer(const std::string& file, const ServerOptions& options,
                                 std::chrono::milliseconds turn_timeout)
    : ContainerServer(SharedServer::Read(file), options),
      turn_(file + ".lock", Deadline(turn_timeout)) {}

SharedContainer::~SharedContainer() {
  try {
    if (running()) turn_.Finish();
  } catch (const Error&) {
    // Then it looks abandoned, and the next one restarts it.
  }
}

void SharedContainer::Configure(const std::map<std::string, std::string>& config) {
  if (config.empty()) return;  // It has none.
  throw UnsupportedError("cannot restart " + Describe() +
                         " with other directives: all programs of one ctest share it");
}

void SharedContainer::Start() {
  if (!taken_over_ && turn_.was_abandoned()) Stop(std::chrono::milliseconds(0));
  taken_over_ = true;
  ContainerServer::Start();
  // Whatever the program before had.
  Connection redis(control_url());
  for (const auto& [directive, value, usual] :
       {std::tuple("maxmemory", options().maxmemory, "0"),
        std::tuple("maxmemory-policy", options().maxmemory_policy, "noeviction")}) {
    const Reply reply = redis.Command("CONFIG", "SET", directive, value.empty() ? usual : value);
    if (reply.is_error()) {
      throw ServerError("cannot set " + std::string(directive) + " of " + Describe() + " to '" +
                        value + "': " + reply.error_message());
    }
  }
}

bool SharedContainer::CanBe(const ServerOptions& options) {
  ServerOptions shared;
  shared.backend = options.backend;
  shared.executable = options.executable;
  shared.image = ImageName(options) == ImageName({}) ? options.image : "";
  shared.database = options.database;
  shared.maxmemory = options.maxmemory;
  shared.maxmemory_policy = options.maxmemory_policy;
  shared.start_timeout = options.start_timeout;
  shared.stop_grace = options.stop_grace;
  shared.command_timeout = options.command_timeout;
  return shared == options && options.database < kSharedDatabases;
}

}  // namespace gtest_redis
