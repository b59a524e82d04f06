#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gtest_redis/gate/gate.h"
#include "gtest_redis/redis/url.h"
#include "gtest_redis/state/catalogue.h"
#include "state_server.h"

namespace gtest_redis {
namespace {

using ::testing::StartsWith;
using ::testing::ThrowsMessage;

// States that last, each with a slow network.
class SlowStateTest : public ::testing::TestWithParam<StateEntry> {};

TEST_P(SlowStateTest, CombinesWithASlowNetwork) {
  StateServer subject(Backend::kProcess);
  RedisServer& server = subject.server();
  const std::string why_not = WhyImpossible(GetParam(), server);
  if (!why_not.empty()) GTEST_SKIP() << why_not;
  const std::unique_ptr<State> state = MakeState(GetParam().name);
  for (const std::string& change : state->changes()) {
    if (change == "gate:latency") GTEST_SKIP() << "it is a slow network itself";
  }
  StateGuard guard = Enter(server, *state);
  StateGuard slow = Enter(server, *MakeState("slow-network", {{"latency", "5ms"}}));
  EXPECT_NO_THROW(slow.Check());
  EXPECT_NO_THROW(guard.Check());
  EXPECT_NO_THROW(slow.Leave());
  EXPECT_NO_THROW(guard.Leave());
}

INSTANTIATE_TEST_SUITE_P(Catalogue, SlowStateTest, ::testing::ValuesIn(StateCatalogue()), TestName);

TEST(CombinationTest, AServiceSeesBothStates) {
  RedisServer server = RedisServer::Start();
  const Gate gate(server);
  const StateGuard full = Enter(server, *MakeState("out-of-memory"));
  const StateGuard slow = Enter(server, *MakeState("slow-network", {{"latency", "20ms"}}));
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_EQ(Connection(Url::Parse(gate.url())).Command("SET", "k", "v").error_code(), "OOM");
  EXPECT_GE(std::chrono::steady_clock::now() - begin, std::chrono::milliseconds(20));
}

TEST(CombinationTest, IsRefusedByNameWhereOneHidesTheOther) {
  RedisServer server = RedisServer::Start();
  const StateGuard full = Enter(server, *MakeState("out-of-memory"));
  EXPECT_THAT([&] { const auto guard = Enter(server, *MakeState("no-replicas")); },
              ThrowsMessage<StateError>(::testing::AllOf(
                  StartsWith("'no-replicas' does not hold"), ::testing::HasSubstr("OOM"),
                  ::testing::EndsWith(" (while 'out-of-memory' is entered)"))));
  EXPECT_EQ(server.Command("CONFIG", "GET", "min-replicas-to-write").array()[1].string(), "0");
}

TEST(CombinationTest, IsRefusedByNameWhereOneEndsTheOther) {
  RedisServer server = RedisServer::Start();
  const StateGuard full = Enter(server, *MakeState("out-of-memory"));
  EXPECT_THAT([&] { const auto guard = Enter(server, *MakeState("allocator-abort")); },
              ThrowsMessage<StateError>(StartsWith(
                  "cannot enter 'allocator-abort': 'out-of-memory' is entered on this server")));
}

}  // namespace
}  // namespace gtest_redis
