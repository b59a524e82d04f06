#include "server/permission.h"

#include <gtest/gtest.h>

#include "process/environment_variable.h"

namespace gtest_redis {
namespace {

TEST(PermissionTest, NamesAServerByItsPlace) {
  EXPECT_EQ(Place(Url::Parse("redis://:secret@db.example:7000/3")), "db.example:7000");
  EXPECT_EQ(Place(Url::Parse("redis://[::1]")), "[::1]:6379");
  EXPECT_EQ(Place(Url::Parse("unix:///run/redis.sock?db=3")), "/run/redis.sock");
}

TEST(PermissionTest, ToFlushIsForExactlyThatDatabase) {
  const Url url = Url::Parse("redis://host:7000");
  EXPECT_EQ(MayFlushLine(url, 3), "GTEST_REDIS_MAY_FLUSH=host:7000/3");
  EXPECT_FALSE(MayFlush(url, 3));
  const EnvironmentVariable leave("GTEST_REDIS_MAY_FLUSH", "other:1/1,host:7000/3");
  EXPECT_TRUE(MayFlush(url, 3));
  EXPECT_FALSE(MayFlush(url, 30));
  EXPECT_FALSE(MayFlush(url, 4));
  EXPECT_FALSE(MayFlush(Url::Parse("redis://host:7001"), 3));
  EXPECT_TRUE(MayFlush(Url::Parse("redis://other:1"), 1));
}

TEST(PermissionTest, ToChangeIsForExactlyThatServer) {
  const Url url = Url::Parse("redis://host:7000");
  EXPECT_FALSE(MayChangeServer(url));
  const EnvironmentVariable leave("GTEST_REDIS_MAY_CHANGE_SERVER", "host:7000,host:7001");
  EXPECT_TRUE(MayChangeServer(url));
  EXPECT_FALSE(MayChangeServer(Url::Parse("redis://host:700")));
  EXPECT_EQ(MayChangeServerLine(url), "GTEST_REDIS_MAY_CHANGE_SERVER=host:7000");
}

}  // namespace
}  // namespace gtest_redis
