// One test for each state of the catalogue, without a table of what must be answered in which:
// whatever becomes of Redis, the service stays alive, tells the truth within a second, and is well
// again when Redis is.
#include <gtest_redis/gtest_redis.h>

#include <algorithm>
#include <string>

namespace {

using namespace gtest_redis;

class EveryStateTest : public RedisTest, public ::testing::WithParamInterface<StateEntry> {
 protected:
  Service gateway = StartService({ALERT_GATEWAY, "--listen", "{listen}", "--redis", "{redis}"});
};

TEST_P(EveryStateTest, IsSurvived) {
  const std::string why_not = WhyImpossible(GetParam(), server());
  if (!why_not.empty()) GTEST_SKIP() << why_not;

  TrialCase signal;
  signal.name = "new signal";
  signal.request = [](int number) {
    const std::string n = std::to_string(number);
    return HttpRequest{
        "POST", "/api/v1/signals", {}, R"({"source": "s)" + n + R"(", "name": "n)" + n + R"("})"};
  };
  signal.healthy.role = Role::kStore;
  signal.healthy.statuses = {201};
  signal.recovered = signal.healthy;
  signal.degraded = signal.healthy;
  signal.degraded.statuses = {201, 503};  // Which one is judged by what Redis did.

  TrialCase liveness;
  liveness.name = "liveness";
  liveness.request = [](int) { return HttpRequest{"GET", "/healthz", {}, ""}; };
  liveness.healthy.role = Role::kLiveness;
  liveness.recovered = liveness.degraded = liveness.healthy;

  TrialOptions options;
  options.keeps_data = false;  // Some states end the server, and its keys with it.
  const std::unique_ptr<State> state = MakeState(GetParam().name);
  EXPECT_THAT(Trial(gateway, server(), {signal, liveness}, options).Run(*state), Holds());
}

INSTANTIATE_TEST_SUITE_P(Catalogue, EveryStateTest, ::testing::ValuesIn(StateCatalogue()),
                         [](const auto& test) {
                           std::string name = test.param.name;
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

}  // namespace
