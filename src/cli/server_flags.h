#pragma once

#include <CLI/CLI.hpp>
#include <memory>

#include "gtest_redis/server/redis_server.h"
#include "server/backend_choice.h"

namespace gtest_redis {

/// Adds the flags that say which Redis a subcommand is to use: --backend, --server, --image, --url.
/// Where they are silent, the environment's variables decide, as for tests.
std::shared_ptr<BackendWishes> AddServerFlags(CLI::App& command);

/// Has that Redis. Throws as RedisServer does.
RedisServer HaveServer(const BackendWishes& wishes);
/// The same, of that kind.
RedisServer HaveServer(BackendWishes wishes, const ServerOptions& options);

}  // namespace gtest_redis
