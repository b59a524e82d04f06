#include "gtest_redis/state/config_override.h"

#include <optional>

#include "state_test.h"

namespace gtest_redis {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

using ConfigOverrideTest = StateTest;

TEST_F(ConfigOverrideTest, ChangesDirectivesUntilItGoes) {
  {
    const ConfigOverride small(server_,
                               {{"maxmemory", "8mb"}, {"maxmemory-policy", "allkeys-lru"}});
    EXPECT_EQ(Directive("maxmemory"), "8388608");
    EXPECT_EQ(Directive("maxmemory-policy"), "allkeys-lru");
  }
  EXPECT_EQ(Directive("maxmemory"), "0");
  EXPECT_EQ(Directive("maxmemory-policy"), "noeviction");
}

TEST_F(ConfigOverrideTest, RestoresWhatWasThereNotADefault) {
  SetDirective("maxmemory", "123456789");
  ConfigOverride(server_, {{"maxmemory", "8mb"}}).Leave();
  EXPECT_EQ(Directive("maxmemory"), "123456789");
}

TEST_F(ConfigOverrideTest, RestoresOnlyOnce) {
  ConfigOverride small(server_, {{"maxmemory", "8mb"}});
  small.Leave();
  SetDirective("maxmemory", "1gb");
  small.Leave();
  EXPECT_EQ(Directive("maxmemory"), "1073741824");
}

TEST_F(ConfigOverrideTest, CanBeNested) {
  const ConfigOverride outer(server_, {{"maxmemory", "8mb"}});
  {
    const ConfigOverride inner(server_, {{"maxmemory", "4mb"}});
    EXPECT_EQ(Directive("maxmemory"), "4194304");
  }
  EXPECT_EQ(Directive("maxmemory"), "8388608");
}

TEST_F(ConfigOverrideTest, RestoresADirectiveNamedTwice) {
  ConfigOverride(server_, {{"maxmemory", "8mb"}, {"maxmemory", "4mb"}}).Leave();
  EXPECT_EQ(Directive("maxmemory"), "0");
}

TEST_F(ConfigOverrideTest, RestoresWhenTheScopeIsLeftByAnException) {
  try {
    const ConfigOverride small(server_, {{"maxmemory", "8mb"}});
    throw std::runtime_error("test failed");
  } catch (const std::runtime_error&) {
  }
  EXPECT_EQ(Directive("maxmemory"), "0");
}

TEST_F(ConfigOverrideTest, RestoresValuesWithSpacesAndNone) {
  SetDirective("save", "3600 1 300 100");
  ConfigOverride(server_, {{"save", ""}}).Leave();
  EXPECT_EQ(Directive("save"), "3600 1 300 100");
  SetDirective("save", "");
  ConfigOverride(server_, {{"save", "60 1"}}).Leave();
  EXPECT_EQ(Directive("save"), "");
}

TEST_F(ConfigOverrideTest, RestoresThroughAMovedOne) {
  std::optional<ConfigOverride> moved;
  {
    ConfigOverride small(server_, {{"maxmemory", "8mb"}});
    moved.emplace(std::move(small));
  }
  EXPECT_EQ(Directive("maxmemory"), "8388608");
  moved.reset();
  EXPECT_EQ(Directive("maxmemory"), "0");
}

TEST_F(ConfigOverrideTest, NamesADirectiveThatThereIsNot) {
  EXPECT_EQ(ErrorOf<StateError>([&] {
              const ConfigOverride bad(server_, {{"maxmemorry", "8mb"}});
            }),
            "cannot override directive 'maxmemorry': redis " + server_.version() +
                " has no directive of that name");
}

TEST_F(ConfigOverrideTest, RefusesAPattern) {
  EXPECT_THAT(ErrorOf<StateError>([&] {
                const ConfigOverride bad(server_, {{"maxmemory*", "1"}});
              }),
              HasSubstr("more than one of that name"));
}

TEST_F(ConfigOverrideTest, GivesRedissWordsForABadValue) {
  EXPECT_THAT(ErrorOf<StateError>([&] {
                const ConfigOverride bad(server_, {{"maxmemory-policy", "lru"}});
              }),
              ::testing::AllOf(StartsWith("cannot set directive 'maxmemory-policy' to 'lru': ERR"),
                               HasSubstr("argument(s) must be one of the following")));
}

TEST_F(ConfigOverrideTest, SetsNoneWhenOneOfThemIsBad) {
  SetDirective("maxmemory", "123456789");
  const Directives directives = {
      {"maxmemory", "8mb"}, {"maxmemory-policy", "lru"}, {"timeout", "77"}};
  EXPECT_THROW(const ConfigOverride bad(server_, directives), StateError);
  EXPECT_EQ(Directive("maxmemory"), "123456789");
  EXPECT_EQ(Directive("timeout"), "0");
}

TEST_F(ConfigOverrideTest, SetsNoneWhenOneOfThemDoesNotExist) {
  EXPECT_THROW(const ConfigOverride bad(server_, {{"maxmemory", "8mb"}, {"no-such", "1"}}),
               StateError);
  EXPECT_EQ(Directive("maxmemory"), "0");
}

TEST_F(ConfigOverrideTest, SaysThatADirectiveCannotBeChanged) {
  EXPECT_THAT(ErrorOf<StateError>([&] {
                const ConfigOverride bad(server_, {{"maxmemory", "8mb"}, {"databases", "20"}});
              }),
              ::testing::AllOf(StartsWith("cannot set directive 'databases' to '20': ERR"),
                               HasSubstr("immutable")));
  EXPECT_EQ(Directive("maxmemory"), "0");
}

TEST_F(ConfigOverrideTest, ReportsAtLeaveThatTheServerIsDead) {
  ConfigOverride small(server_, {{"maxmemory", "8mb"}});
  server_.Kill();
  EXPECT_THROW(small.Leave(), Error);
}

TEST_F(ConfigOverrideTest, GoesQuietlyWhenTheServerIsDead) {
  const ConfigOverride small(server_, {{"maxmemory", "8mb"}});
  server_.Kill();
}

}  // namespace
}  // namespace gtest_redis
