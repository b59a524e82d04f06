// Redis near its limit, at it, and beyond: what a service answers, and what ends the state.
#include <gtest_redis/gtest_redis.h>

namespace {

using namespace gtest_redis;

const char kPath[] = "/api/v1/signals";

class MemoryStatesTest : public RedisTest {
 protected:
  Service gateway = StartService({ALERT_GATEWAY, "--listen", "{listen}", "--redis", "{redis}"});
};

TEST_F(MemoryStatesTest, ServesWhileNinetyFivePercentAreUsed) {
  StateGuard nearly_full = Enter(MemoryAt(0.95));
  EXPECT_THAT(gateway.Post(kPath, R"({"source": "a", "name": "b"})"), HasStatus(201));
}

TEST_F(MemoryStatesTest, RecoversWhenTheDataAreFlushed) {
  // Really full, so that a flush is what ends it. OutOfMemory() would hold until the guard's end.
  StateGuard full = Enter(OutOfMemory::ByFilling());
  EXPECT_THAT(gateway.Post(kPath, R"({"source": "a", "name": "b"})"), HasStatus(503));
  EXPECT_THAT(redis().Command("FLUSHDB"), IsOk());
  EXPECT_THAT(gateway.Post(kPath, R"({"source": "a", "name": "b"})"), HasStatus(201));
}

TEST_F(MemoryStatesTest, TakesWritesWhileKeysAreEvicted) {
  StateGuard evicting = Enter(Evicting("allkeys-lru"));
  EXPECT_THAT(gateway.Post(kPath, R"({"source": "a", "name": "b"})"), HasStatus(201));
}

}  // namespace
