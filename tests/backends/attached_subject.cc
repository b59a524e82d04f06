// A test program that attached_fixture_test.cc runs on somebody else's server, and looks at from
// the outside.

#include <gtest_redis/gtest_redis.h>

namespace gtest_redis {
namespace {

class AttachedTest : public RedisTest {};

TEST_F(AttachedTest, HasAnEmptyDatabase) {
  EXPECT_THAT(redis().Command("DBSIZE"), IsInteger(0));
  EXPECT_THAT(redis().Command("SET", "k", "v"), IsOk());
  EXPECT_EQ(server().backend(), Backend::kAttach);
}

TEST_F(AttachedTest, HasAnEmptyDatabaseAgain) {
  EXPECT_THAT(redis().Command("DBSIZE"), IsInteger(0));
}

TEST_F(AttachedTest, FillsTheServer) {
  const StateGuard full = Enter(OutOfMemory());
  EXPECT_THAT(redis().Command("SET", "k", "v"), IsRedisError("OOM"));
}

TEST_F(AttachedTest, ChangesADirectiveOnItsOwn) {
  redis().Command("CONFIG", "SET", "maxmemory", "1gb");
}

TEST_F(AttachedTest, ChangesADirectiveOfTheWholeServer) {
  const WholeServer whole(server());
  EXPECT_THAT(redis().Command("CONFIG", "SET", "maxmemory", "1gb"), IsOk());
}

TEST_F(AttachedTest, FlushesEverything) { redis().Command("FLUSHALL"); }

TEST_F(AttachedTest, KillsTheServer) {
  server().Kill();
  FAIL() << "it goes on";
}

TEST_F(AttachedTest, PausesTheServer) {
  server().Pause();
  FAIL() << "it goes on";
}

TEST_F(AttachedTest, RestartsTheServer) {
  server().Restart();
  FAIL() << "it goes on";
}

TEST_F(AttachedTest, EntersAStateThatItCannotHave) {
  const StateGuard hung = Enter("hung");
  FAIL() << "it goes on";
}

class AttachedFreshTest : public FreshRedisTest {};

TEST_F(AttachedFreshTest, HasAServerOfItsOwn) {
  EXPECT_NE(server().backend(), Backend::kAttach);
  server().Kill();
}

class AttachedSuiteTest : public RedisSuiteTest {};

TEST_F(AttachedSuiteTest, Writes) { redis().Command("SET", "k", "v"); }
TEST_F(AttachedSuiteTest, ReadsWhatTheOtherWrote) {
  EXPECT_THAT(redis().Command("GET", "k"), IsString("v"));
}

}  // namespace
}  // namespace gtest_redis
