#pragma once

#include "cli/exit_code.h"
#include "contract/replay.h"
#include "server/backend_choice.h"

namespace gtest_redis {

/// Has the Redis of a failure again, with its data, and waits: of a contract, as that says, in its
/// state; else with the kept configuration. Throws as RedisServer and Enter(), ServerError for data
/// that it does not take.
ExitCode ServeReplay(const Replay& replay, const BackendWishes& wishes);

}  // namespace gtest_redis
