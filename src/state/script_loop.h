#pragma once

#include <chrono>
#include <string>
#include <vector>

namespace gtest_redis {

class RedisServer;

/// The EVAL that loops for about `time` on this server, and does nothing: shorter on a machine that
/// becomes less busy. It is bounded by a count, which is measured here, because the time stands
/// still within scripts (7.2 and newer). Throws StateError when Redis refuses EVAL.
std::vector<std::string> ScriptLoop(RedisServer& server, std::chrono::milliseconds time);

/// After which time Redis answers BUSY while a script runs: "busy-reply-threshold", before 7.0
/// "lua-time-limit", in milliseconds.
std::string BusyDirective(RedisServer& server);

}  // namespace gtest_redis
