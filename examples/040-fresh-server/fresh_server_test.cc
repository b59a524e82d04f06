// A server of its own for each test, here one that keeps its data: what survives a restart?
#include <gtest_redis/gtest_redis.h>

namespace {

using namespace gtest_redis;

ServerOptions Persistent() {
  ServerOptions options;
  options.config = {{"appendonly", "yes"}, {"appendfsync", "always"}};
  return options;
}

class FreshServerTest : public FreshRedisTest {
 protected:
  FreshServerTest() : FreshRedisTest(Persistent()) {}
};

TEST_F(FreshServerTest, KeepsAcknowledgedWritesOverAKill) {
  ASSERT_THAT(redis().Command("SET", "key", "value"), IsOk());
  server().Kill();
  server().Restart();
  EXPECT_THAT(redis().Command("GET", "key"), IsString("value"));
}

TEST_F(FreshServerTest, HasNothingOfTheTestBefore) {
  EXPECT_THAT(redis().Command("DBSIZE"), IsInteger(0));
}

}  // namespace
