#include "gtest_redis/server/server_options.h"

#include <tuple>

namespace gtest_redis {

std::string ToString(Backend backend) {
  switch (backend) {
    case Backend::kProcess:
      return "process";
    case Backend::kContainer:
      return "container";
    case Backend::kAttach:
      return "attach";
    case Backend::kAny:
      break;
  }
  return "any";
}

bool operator==(const ServerOptions& left, const ServerOptions& right) {
  const auto fields = [](const ServerOptions& options) {
    return std::tie(options.backend, options.executable, options.image, options.network,
                    options.memory_limit, options.database, options.maxmemory,
                    options.maxmemory_policy, options.password, options.config, options.config_file,
                    options.acl_file, options.start_timeout, options.stop_grace,
                    options.command_timeout);
  };
  return fields(left) == fields(right);
}

bool operator!=(const ServerOptions& left, const ServerOptions& right) { return !(left == right); }

}  // namespace gtest_redis
