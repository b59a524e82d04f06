#include "gtest_redis/state/healthy.h"

#include "gtest_redis/state/memory.h"
#include "gtest_redis/state/replication.h"
#include "state_test.h"

namespace gtest_redis {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

using HealthyTest = StateTest;

TEST_F(HealthyTest, IsEnteredAndLeft) {
  StateGuard healthy = Enter(server_, Healthy());
  EXPECT_NO_THROW(healthy.Check());
  EXPECT_NO_THROW(healthy.Leave());
}

TEST_F(HealthyTest, IsNotEnteredWhileWritesAreRefused) {
  const StateGuard replica = Enter(server_, ReadOnly());
  EXPECT_THAT(ErrorOf<StateError>([&] { const auto healthy = Enter(server_, Healthy()); }),
              StartsWith("'healthy' does not hold: a write was answered '(error) READONLY"));
}

TEST_F(HealthyTest, IsNotEnteredWhilePingIsRefused) {
  if (!server_.AtLeast(7, 0)) GTEST_SKIP() << "PING is answered without a master before 7.0";
  const StateGuard lonely = Enter(server_, MasterDown());
  EXPECT_THAT(ErrorOf<StateError>([&] { const auto healthy = Enter(server_, Healthy()); }),
              StartsWith("'healthy' does not hold: PING was answered '(error) MASTERDOWN"));
}

TEST_F(HealthyTest, SaysThatItHoldsNoLonger) {
  StateGuard healthy = Enter(server_, Healthy());
  SetDirective("maxmemory", "1");
  EXPECT_THAT(ErrorOf<StateError>([&] { healthy.Check(); }),
              HasSubstr("'healthy' did not hold to its end: a write was answered '(error) OOM"));
  SetDirective("maxmemory", "0");
}

}  // namespace
}  // namespace gtest_redis
