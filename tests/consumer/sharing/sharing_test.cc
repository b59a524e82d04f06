#include <gtest_redis/gtest_redis.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <thread>

using namespace gtest_redis;

// Tells sharing.sh which server each test had.
class SharingTest : public RedisTest {
 protected:
  SharingTest() {
    const Info info(redis().Command("INFO", "server").string());
    std::ofstream(std::getenv("RUN_IDS"), std::ios::app)
        << info.Text("run_id") << " " << server().port() << std::endl;
  }
};

TEST_F(SharingTest, FindsItsDatabaseEmpty) {
  EXPECT_THAT(redis().Command("DBSIZE"), IsInteger(0));
  EXPECT_THAT(redis().Command("INCR", "visits"), IsInteger(1));
}

TEST_F(SharingTest, FindsItEmptyAgain) {
  EXPECT_THAT(redis().Command("INCR", "visits"), IsInteger(1));
}

TEST_F(SharingTest, MayHaveTheWholeServer) {
  auto full = Enter(OutOfMemory());
  EXPECT_THAT(redis().Command("INCR", "visits"), IsRedisError("OOM"));
}

// For ctest to be killed meanwhile.
TEST_F(SharingTest, OutlivesCtestWhereItIsAskedTo) {
  const pid_t ctest = std::getenv("OUTLIVE_CTEST") != nullptr ? getppid() : 0;
  for (int tries = 0; tries < 6000 && getppid() == ctest; ++tries) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
}
