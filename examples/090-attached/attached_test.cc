// Tests on a Redis that is somebody else's: they take one database of it, and put back what they change.
#include <gtest_redis/gtest_redis.h>

namespace {

using namespace gtest_redis;

// What runs there already; in earnest it is started by somebody else, and its URL is in GTEST_REDIS_URL.
RedisServer& SomebodyElses() {
  ServerOptions options;
  options.backend = Backend::kProcess;
  options.config = {{"timeout", "300"}};
  static RedisServer server = RedisServer::Start(options);
  return server;
}

class AttachedTest : public RedisTest {
 protected:
};

TEST_F(AttachedTest, HasADatabaseOfItsOwn) {}

}  // namespace
