#include "gtest_redis/state/catalogue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "state_server.h"

namespace gtest_redis {
namespace {

using ::testing::MatchesRegex;
using ::testing::UnorderedElementsAreArray;

class ProcessStateTest : public ::testing::TestWithParam<StateEntry> {};
class AttachedStateTest : public ::testing::TestWithParam<StateEntry> {};

TEST_P(ProcessStateTest, IsEnteredAndLeft) { EnterAndLeave(GetParam(), Backend::kProcess); }

TEST_P(AttachedStateTest, IsEnteredAndLeft) { EnterAndLeave(GetParam(), Backend::kAttach); }

INSTANTIATE_TEST_SUITE_P(Catalogue, ProcessStateTest, ::testing::ValuesIn(StateCatalogue()),
                         TestName);
INSTANTIATE_TEST_SUITE_P(Catalogue, AttachedStateTest, ::testing::ValuesIn(StateCatalogue()),
                         TestName);

TEST(CatalogueTest, HasTheStatesThatItPromises) {
  std::vector<std::string> names;
  for (const StateEntry& entry : StateCatalogue()) names.push_back(entry.name);
  EXPECT_THAT(names, UnorderedElementsAreArray({"healthy",
                                                "out-of-memory",
                                                "memory-at",
                                                "evicting",
                                                "oom-killed",
                                                "allocator-abort",
                                                "refused",
                                                "reset",
                                                "hung",
                                                "stalled",
                                                "writes-paused",
                                                "busy",
                                                "loading",
                                                "misconf-rdb",
                                                "misconf-aof",
                                                "read-only",
                                                "master-down",
                                                "no-replicas",
                                                "auth-required",
                                                "permission-denied",
                                                "too-many-clients",
                                                "client-evicted",
                                                "script-missing",
                                                "emptied",
                                                "expired",
                                                "slow-network",
                                                "cut-network",
                                                "truncated-reply",
                                                "garbage-reply",
                                                "any-error",
                                                "cluster-down",
                                                "moved",
                                                "ask",
                                                "try-again",
                                                "failover"}));
}

TEST(CatalogueTest, SaysOfEachStateWhatThereIsToSay) {
  for (const StateEntry& entry : StateCatalogue()) {
    SCOPED_TRACE(entry.name);
    EXPECT_THAT(entry.name, MatchesRegex("[a-z][a-z-]*[a-z]"));
    EXPECT_THAT(entry.type, MatchesRegex("[A-Z][A-Za-z]+"));
    EXPECT_THAT(entry.since, MatchesRegex("[5-9]\\.[0-9]"));
    for (const std::string& text : {entry.meaning, entry.evidence}) {
      EXPECT_THAT(text, MatchesRegex("[^\n|]+[^.\n|]")) << "a line, without a full stop";
    }
    std::set<std::string> parameters;
    for (const StateParameter& parameter : entry.parameters) {
      EXPECT_TRUE(parameters.insert(parameter.name).second) << parameter.name;
      EXPECT_THAT(parameter.name, MatchesRegex("[a-z]+(-[a-z]+)*"));
      EXPECT_THAT(parameter.meaning, MatchesRegex("[^\n|]+[^.\n|]")) << parameter.name;
    }
    EXPECT_NO_THROW(MakeState(entry.name));
  }
}

TEST(CatalogueTest, SaysWhichRedisAStateNeeds) {
  StateServer subject(Backend::kProcess);
  RedisServer& server = subject.server();
  StateEntry entry = FindState("healthy");
  EXPECT_EQ(WhyImpossible(entry, server), "");
  entry.since = "99.0";
  EXPECT_EQ(WhyImpossible(entry, server),
            "it needs Redis 99.0, and this is " + server.product() + " " + server.version());
}

TEST(CatalogueTest, SaysWhatOfThisMachineAStateNeeds) {
  StateServer subject(Backend::kProcess);
  StateEntry entry = FindState("healthy");
  entry.missing = [] { return "there is no cgroup"; };
  EXPECT_EQ(WhyImpossible(entry, subject.server()), "there is no cgroup");
}

TEST(CatalogueTest, KnowsTheStatesThatAreNearestToAnUnknownName) {
  EXPECT_THAT([] { MakeState("out-of-memroy"); },
              ::testing::ThrowsMessage<StateError>(
                  "there is no state 'out-of-memroy'; did you mean 'out-of-memory'? `gtest-redis "
                  "states` lists them all"));
}

}  // namespace
}  // namespace gtest_redis
