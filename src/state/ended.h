#pragma once

#include <functional>
#include <string>

#include "gtest_redis/state/state.h"

namespace gtest_redis {

/// Writes a string of 256 MB, which is to be the end of the server, and waits for that. Throws
/// StateError when it lives, without the string; and when its exit_reason() does not contain
/// `expected`, after it was started again.
void EndByWriting(RedisServer& server, const State& state, const std::string& expected);

/// How a state is left whose server has ended: by starting it again.
Entered UntilRestart(RedisServer& server);

}  // namespace gtest_redis
