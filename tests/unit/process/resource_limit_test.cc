#include "process/resource_limit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "gtest_redis/redis/error.h"

namespace gtest_redis {
namespace {

using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

rlimit FileLimit() {
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  return limit;
}

TEST(ResourceLimitTest, HoldsUntilItIsLifted) {
  const rlimit before = FileLimit();
  {
    ResourceLimit limit(getpid(), RLIMIT_NOFILE, before.rlim_cur - 1);
    EXPECT_EQ(FileLimit().rlim_cur, before.rlim_cur - 1);
    EXPECT_EQ(FileLimit().rlim_max, before.rlim_max);
    limit.Lift();
    EXPECT_EQ(FileLimit().rlim_cur, before.rlim_cur);
    limit.Lift();
  }
  EXPECT_EQ(FileLimit().rlim_cur, before.rlim_cur);
}

TEST(ResourceLimitTest, IsLiftedWithItself) {
  const rlimit before = FileLimit();
  { const ResourceLimit limit(getpid(), RLIMIT_NOFILE, before.rlim_cur - 1); }
  EXPECT_EQ(FileLimit().rlim_cur, before.rlim_cur);
}

TEST(ResourceLimitTest, RefusesAProcessThatThereIsNot) {
  constexpr pid_t kNobody = 0x7ffffffe;
  EXPECT_THAT([] { ResourceLimit(kNobody, RLIMIT_NOFILE, 1); },
              ThrowsMessage<Error>(HasSubstr("cannot limit process 2147483646: No such process")));
}

}  // namespace
}  // namespace gtest_redis
