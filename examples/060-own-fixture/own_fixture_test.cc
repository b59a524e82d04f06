// A fixture with a base class of its own, and parameterised and typed tests.
#include <gtest_redis/gtest_redis.h>

#include <string>

namespace {

using namespace gtest_redis;

// What a team has already.
class CompanyTest : public ::testing::Test {
 protected:
  explicit CompanyTest(std::string prefix) : prefix_(std::move(prefix)) {}
  std::string Key(const std::string& name) const { return prefix_ + name; }

 private:
  std::string prefix_;
};

class OwnFixtureTest : public WithRedis<CompanyTest> {
 protected:
  OwnFixtureTest() : WithRedis("company:") {}
};

TEST_F(OwnFixtureTest, HasBoth) {
  EXPECT_THAT(redis().Command("SET", Key("name"), "value"), IsOk());
  EXPECT_THAT(redis().Command("EXISTS", "company:name"), IsInteger(1));
}

class EvictionPolicyTest : public RedisTest, public ::testing::WithParamInterface<const char*> {};

TEST_P(EvictionPolicyTest, TakesWrites) {
  StateGuard evicting = Enter(Evicting(GetParam()));
  EXPECT_THAT(redis().Command("SET", "key", "value"), IsOk());
}

INSTANTIATE_TEST_SUITE_P(Policies, EvictionPolicyTest,
                         ::testing::Values("allkeys-lru", "allkeys-random", "volatile-ttl"));

template <typename Number>
class CounterTest : public RedisTest {};

using Numbers = ::testing::Types<int, long>;
TYPED_TEST_SUITE(CounterTest, Numbers);

TYPED_TEST(CounterTest, CountsOn) {
  EXPECT_THAT(this->redis().Command("INCRBY", "count", TypeParam(2)), IsInteger(2));
}

}  // namespace
