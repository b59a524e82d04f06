#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "gtest_redis/state/catalogue.h"

namespace gtest_redis {
namespace {

using ::testing::StartsWith;

std::string Refusal(const std::string& name, const StateValues& values = {}) {
  try {
    MakeState(name, values);
  } catch (const StateError& error) {
    return error.what();
  }
  return "taken";
}

TEST(CatalogueErrorTest, NamesTheNearestState) {
  const auto expected = [](const std::string& wrong, const std::string& right) {
    return "there is no state '" + wrong + "'; did you mean '" + right +
           "'? `gtest-redis states` lists them all";
  };
  EXPECT_EQ(Refusal("out-of-memmory"), expected("out-of-memmory", "out-of-memory"));
  EXPECT_EQ(Refusal("readonly"), expected("readonly", "read-only"));
  EXPECT_EQ(Refusal("Evicting"), expected("Evicting", "evicting"));
  EXPECT_EQ(Refusal("no-replica"), expected("no-replica", "no-replicas"));
  EXPECT_THAT(Refusal(""), StartsWith("there is no state ''; did you mean '"));
}

TEST(CatalogueErrorTest, NamesTheParametersThatThereAre) {
  EXPECT_EQ(Refusal("memory-at", {{"ration", "0.9"}}),
            "'memory-at' has no parameter 'ration'; it has 'ratio', 'maxmemory'");
  EXPECT_EQ(Refusal("read-only", {{"port", "1"}}),
            "'read-only' has no parameter 'port'; it has none");
}

TEST(CatalogueErrorTest, NamesTheValueThatIsOutOfRange) {
  EXPECT_EQ(Refusal("memory-at", {{"ratio", "90"}}),
            "'memory-at' cannot have 'ratio' of '90': a ratio above 0 and up to 1, or a "
            "percentage, is asked for");
  EXPECT_EQ(Refusal("memory-at", {{"maxmemory", "lots"}}),
            "'memory-at' cannot have 'maxmemory' of 'lots': a number of bytes up to 1gb is "
            "asked for, as '16777216' or '16mb'");
  EXPECT_EQ(Refusal("auth-required", {{"drop", "maybe"}}),
            "'auth-required' cannot have 'drop' of 'maybe': it is one of yes|no");
}

TEST(CatalogueErrorTest, RefusesMoreBytesThanAMachineCanSpare) {
  const std::multimap<std::string, std::string> parameters = {{"out-of-memory", "fill"},
                                                              {"out-of-memory", "overshoot"},
                                                              {"memory-at", "maxmemory"},
                                                              {"evicting", "room"}};
  for (const auto& [state, parameter] : parameters) {
    EXPECT_EQ(Refusal(state, {{parameter, "16gb"}}),
              "'" + state + "' cannot have '" + parameter +
                  "' of '16gb': a number of bytes up to 1gb is asked for, as '16777216' or '16mb'");
  }
}

TEST(CatalogueErrorTest, GivesTheStatesOwnWords) {
  EXPECT_EQ(Refusal("evicting", {{"policy", "noeviction"}}),
            "the policy 'noeviction' does not evict; what it leads to is OutOfMemory");
  EXPECT_THAT(Refusal("out-of-memory", {{"policy", "allkeys-lru"}}),
              StartsWith("'out-of-memory' with the policy 'allkeys-lru' would empty redis first"));
  EXPECT_THAT(Refusal("out-of-memory", {{"fill", "16mb"}, {"overshoot", "0"}}),
              StartsWith("redis cannot be filled to 16777216 bytes and 0 bytes more"));
  EXPECT_THAT(Refusal("permission-denied", {{"rules", "+get"}}),
              StartsWith("'permission-denied' with the rules '+get' denies nothing"));
}

TEST(CatalogueErrorTest, IsNoneForWhatThereIs) {
  for (const StateEntry& entry : StateCatalogue()) {
    StateValues defaults;
    for (const StateParameter& parameter : entry.parameters) {
      if (!parameter.default_value.empty()) defaults[parameter.name] = parameter.default_value;
    }
    ASSERT_EQ(Refusal(entry.name, defaults), "taken");
    EXPECT_EQ(MakeState(entry.name)->name(), entry.name);
  }
}

}  // namespace
}  // namespace gtest_redis
