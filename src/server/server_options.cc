#include "gtest_redis/server/server_options.h"

#include <tuple>

namespace gtest_redis {

std::string ToString(Backend /*backend*/) { return "process"; }

bool operator==(const ServerOptions& left, const ServerOptions& right) {
  const auto fields = [](const ServerOptions& options) {
    return std::tie(options.backend, options.executable, options.database, options.maxmemory,
                    options.maxmemory_policy, options.password, options.config,
                    options.start_timeout, options.stop_grace, options.command_timeout);
  };
  return fields(left) == fields(right);
}

bool operator!=(const ServerOptions& left, const ServerOptions& right) { return !(left == right); }

}  // namespace gtest_redis
