// A Redis that is somebody else's: tests take one database of it, and put back what they change of
// the rest.
#include <gtest_redis/gtest_redis.h>

#include <string>

namespace {

using namespace gtest_redis;

class AttachedTest : public RedisTest {
 protected:
  // Here it is started, to have one; usually it runs already, and GTEST_REDIS_URL says where.
  static RedisServer& Theirs() {
    static RedisServer theirs = RedisServer::Start();
    return theirs;
  }
  static std::string Policy() {
    return Theirs().Command("CONFIG", "GET", "maxmemory-policy").array()[1].string();
  }

  static void SetUpTestSuite() {
    const Usability here = CheckProcess();
    if (!here.usable) GTEST_SKIP() << here.what << "; " << here.mend;
    Theirs().Command("SET", "their key", "their value");
    AttachOptions options;
    options.may_change_server = true;  // although it holds keys that are not of tests
    // Once, however often tests are repeated.
    [[maybe_unused]] static const bool kAttached =
        RedisEnvironment::ConfigureAttach(Theirs().url(), options);
  }
};

TEST_F(AttachedTest, HasAnEmptyDatabaseAndLeavesTheOthersAlone) {
  EXPECT_THAT(redis().Command("DBSIZE"), IsInteger(0));
  EXPECT_THAT(Theirs().Command("GET", "their key"), IsString("their value"));
}

TEST_F(AttachedTest, PutsBackTheConfigurationThatItWasGiven) {
  Theirs().Command("CONFIG", "SET", "maxmemory-policy", "volatile-ttl");
  {
    // Waits until no other test uses the server, and keeps new ones waiting.
    ConfigOverride evicting(server(), {{"maxmemory-policy", "allkeys-lru"}});
    EXPECT_EQ(Policy(), "allkeys-lru");
  }
  EXPECT_EQ(Policy(), "volatile-ttl");
}

TEST_F(AttachedTest, IsAReplicaOnlyWhileItHasTheWholeServer) {
  {
    const WholeServer whole(server());
    ASSERT_THAT(redis().Command("REPLICAOF", "127.0.0.1", 1), IsOk());
    EXPECT_THAT(redis().Command("SET", "key", "value"), IsRedisError("READONLY"));
  }
  EXPECT_THAT(redis().Command("SET", "key", "value"), IsOk());
}

}  // namespace
