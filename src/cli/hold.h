#pragma once

#include <csignal>
#include <vector>

#include "cli/exit_code.h"
#include "cli/state_argument.h"
#include "gtest_redis/server/redis_server.h"

namespace gtest_redis {

/// Blocks the signals that end a program on demand, in all threads that there are from now on. To
/// be called before the first one is started.
sigset_t BlockEndSignals();

/// Puts a server into states, says where it is, and waits for one of `signals`. Fails when a state
/// did not hold until then, or Redis ended.
ExitCode Hold(RedisServer& server, const std::vector<StateArgument>& states,
              const sigset_t& signals);

}  // namespace gtest_redis
