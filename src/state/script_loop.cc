#include "state/script_loop.h"

#include <algorithm>

#include "gtest_redis/server/redis_server.h"
#include "gtest_redis/state/state.h"

namespace gtest_redis {
namespace {

std::vector<std::string> Loop(std::int64_t count) {
  return {"EVAL", "for i = 1, tonumber(ARGV[1]) do end", "0", std::to_string(count)};
}

}  // namespace

std::vector<std::string> ScriptLoop(RedisServer& server, std::chrono::milliseconds time) {
  constexpr std::int64_t kSample = 200'000;
  std::chrono::nanoseconds shortest = std::chrono::nanoseconds::max();
  for (int i = 0; i < 4; ++i) {
    const auto begin = std::chrono::steady_clock::now();
    const Reply reply = server.Probe(Loop(kSample));
    if (reply.is_error()) throw StateError("redis refuses EVAL: " + reply.error_message());
    shortest =
        std::min<std::chrono::nanoseconds>(shortest, std::chrono::steady_clock::now() - begin);
  }
  return Loop(kSample * std::chrono::nanoseconds(time).count() / shortest.count());
}

std::string BusyDirective(RedisServer& server) {
  return server.AtLeast(7, 0) ? "busy-reply-threshold" : "lua-time-limit";
}

}  // namespace gtest_redis
