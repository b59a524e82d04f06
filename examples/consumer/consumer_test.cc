#include <gtest_redis/gtest_redis.h>

using namespace gtest_redis;

class CounterTest : public RedisTest {};

TEST_F(CounterTest, CountsFromOne) { EXPECT_THAT(redis().Command("INCR", "visits"), IsInteger(1)); }

TEST_F(CounterTest, CannotCountWhileRedisIsFull) {
  auto full = Enter(OutOfMemory());
  EXPECT_THAT(redis().Command("INCR", "visits"), IsRedisError("OOM"));
}
