#include "server/make_host.h"

#include "server/container_server.h"
#include "server/server_process.h"

namespace gtest_redis {
namespace {

std::shared_ptr<ServerHost> HostOfAny(const ServerOptions& options) {
  try {
    return std::make_shared<ServerProcess>(options);
  } catch (const UnavailableError& no_process) {
    try {
      return std::make_shared<ContainerServer>(options);
    } catch (const UnavailableError& no_container) {
      throw UnavailableError(std::string(no_process.what()) + "; and " + no_container.what());
    }
  }
}

}  // namespace

std::shared_ptr<ServerHost> MakeHost(const ServerOptions& options) {
  switch (options.backend) {
    case Backend::kProcess:
      return std::make_shared<ServerProcess>(options);
    case Backend::kContainer:
      return std::make_shared<ContainerServer>(options);
    case Backend::kAny:
      return HostOfAny(options);
    case Backend::kAttach:
      break;
  }
  throw ServerError(
      "somebody else's server cannot be started; RedisServer::Attach() uses one that runs");
}

}  // namespace gtest_redis
