#pragma once

#include <memory>

#include "server/server_host.h"

namespace gtest_redis {

/// A server of our own, of the back end that the options name; not started yet. Throws
/// UnavailableError where there is none, ServerError for options that no server could be started
/// with.
std::shared_ptr<ServerHost> MakeHost(const ServerOptions& options);

}  // namespace gtest_redis
