#include "gtest_redis/server/redis_server.h"
#include "gtest_redis/state/ending.h"
#include "state/ended.h"

namespace gtest_redis {
namespace {

constexpr std::uint64_t kHeadroom = 2 * 1024 * 1024;

}  // namespace

Entered OomKilled::Apply(RedisServer& server) const {
  server.Probe({"PING"});  // Throws when it is dead or paused.
  server.LimitMemory(kHeadroom);
  try {
    EndByWriting(server, *this, "by the kernel: out of memory");
  } catch (...) {
    server.LiftMemoryLimit();
    throw;
  }
  return UntilRestart(server);
}

}  // namespace gtest_redis
