// A verdict joins what a service answered with what Redis did meanwhile, and cannot be fooled: not
// by a 503 without a reason, nor by a 201 for a write that Redis refused.
#include <gtest_redis/gtest_redis.h>

namespace {

using namespace gtest_redis;

HttpRequest Signal(int number) {
  return {"POST",
          "/api/v1/signals",
          {},
          R"({"source": "a", "name": ")" + std::to_string(number) + "\"}"};
}

Expectation Must(Role role, std::set<int> statuses) {
  Expectation expectation;
  expectation.role = role;
  expectation.statuses = std::move(statuses);
  expectation.headers = {{503, {"Retry-After"}}};
  return expectation;
}

class VerdictTest : public RedisTest {
 protected:
  Service Start(std::vector<std::string> flags = {}) {
    flags.insert(flags.begin(), {ALERT_GATEWAY, "--listen", "{listen}", "--redis", "{redis}"});
    return StartService(flags);
  }
};

TEST_F(VerdictTest, IsGivenOnOneAnswer) {
  Service gateway = Start();
  Judge judge(gateway, server());
  EXPECT_THAT(judge.Ask(Signal(1), Must(Role::kStore, {201})), Holds());
  StateGuard full = Enter(OutOfMemory());
  EXPECT_THAT(judge.Ask(Signal(1), Must(Role::kRepeat, {202})), Holds());
  EXPECT_THAT(judge.Ask(Signal(2), Must(Role::kStore, {503})), Holds());
}

TEST_F(VerdictTest, FindsALie) {
  Service gateway = Start({"--defect", "swallows-oom"});
  Judge judge(gateway, server());
  StateGuard full = Enter(OutOfMemory());
  // 201 is expected, and 201 is the answer: but Redis has stored nothing.
  EXPECT_THAT(judge.Ask(Signal(1), Must(Role::kStore, {201})),
              HasFinding(FindingKind::kSwallowedRefusal));
}

TEST_F(VerdictTest, IsGivenOnAWholeTrial) {
  TrialCase signal;
  signal.name = "new signal";
  signal.request = Signal;
  signal.healthy = Must(Role::kStore, {201});
  signal.degraded = Must(Role::kStore, {503});
  signal.recovered = Must(Role::kStore, {201});

  Service sound = Start();
  EXPECT_THAT(Trial(sound, server(), {signal}).Run(OutOfMemory()), Holds());

  // What was refused and is taken for stored shows only afterwards.
  Service forgetful = Start({"--defect", "counts-refused-as-stored"});
  EXPECT_THAT(Trial(forgetful, server(), {signal}).Run(OutOfMemory(), 100),
              HasFinding(FindingKind::kPhantomDuplicate));
}

}  // namespace
