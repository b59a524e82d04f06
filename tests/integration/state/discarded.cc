// Compiled, not run: a state or an override that is not kept in a variable ends at once, and the
// compiler says so.

#include "gtest_redis/server/redis_server.h"
#include "gtest_redis/state/config_override.h"
#include "gtest_redis/state/memory.h"

namespace gtest_redis {

void Discard(RedisServer& server);

void Discard(RedisServer& server) {
#if defined(DISCARD_GUARD)
  Enter(server, OutOfMemory());
#elif defined(DISCARD_OVERRIDE)
  ConfigOverride(server, {{"maxmemory", "8mb"}});
#else
  const StateGuard full = Enter(server, OutOfMemory());
  const ConfigOverride small(server, {{"maxmemory", "8mb"}});
#endif
}

}  // namespace gtest_redis
