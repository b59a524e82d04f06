#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <set>

#include "gateway_contract.h"
#include "gtest_redis/report/json.h"
#include "running_command.h"

namespace gtest_redis {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

std::vector<std::string> Names(const RunReport& report) {
  std::vector<std::string> names;
  for (const StateReport& state : report.states) names.push_back(state.name);
  return names;
}

class RunTest : public ::testing::Test {
 protected:
  /// Runs a contract with this text.
  FinishedCommand Run(const std::string& text, const std::vector<std::string>& flags = {},
                      const Variables& environment = {}) {
    std::vector<std::string> arguments = {"run", scratch_.Write("contract.json", text)};
    arguments.insert(arguments.end(), flags.begin(), flags.end());
    return Finish(arguments, environment);
  }

  ScratchDirectory scratch_;
};

TEST_F(RunTest, PrintsATableAndTellsItsProgress) {
  const FinishedCommand run = Run(SoundContract());
  EXPECT_EQ(run.exit_code, 0) << run.output << run.errors;
  EXPECT_THAT(run.output, AllOf(HasSubstr("out-of-memory"), HasSubstr("new_signal"),
                                HasSubstr("OOM"), HasSubstr("503")));
  EXPECT_THAT(run.errors,
              AllOf(StartsWith("[1/3] healthy: held ("), HasSubstr("\n[2/3] out-of-memory: held ("),
                    HasSubstr("\n[3/3] read-only: held (")));
  EXPECT_THAT(run.remains, IsEmpty());
}

TEST_F(RunTest, IsSilentWhenItIsToldToBe) {
  EXPECT_EQ(Run(SoundContract(), {"--quiet"}).errors, "");
}

TEST_F(RunTest, SaysByItsExitStatusThatSomethingDidNotHold) {
  const FinishedCommand run = Run(BrokenContract());
  EXPECT_EQ(run.exit_code, 1) << run.output << run.errors;
  EXPECT_THAT(run.output, HasSubstr("expected 201"));
  EXPECT_THAT(run.errors, HasSubstr("\n[2/3] full: failed, "));
}

TEST_F(RunTest, PrintsJsonInPlaceOfTheTable) {
  const FinishedCommand run = Run(BrokenContract(), {"--json", "--seed", "abc"});
  const RunReport report = ReadJson(run.output);
  EXPECT_THAT(Names(report), ElementsAre("healthy", "full", "after"));
  EXPECT_EQ(report.seed, "abc");
  EXPECT_EQ(report.states[1].outcome(), ReportOutcome::kFailed);
}

TEST_F(RunTest, GoesThroughTheStatesThatItIsGiven) {
  const FinishedCommand run =
      Run(SoundContract(), {"--json", "--state", "read-only", "--state", "healthy"});
  EXPECT_THAT(Names(ReadJson(run.output)), ElementsAre("healthy", "read-only"));
}

TEST_F(RunTest, AsksOnlyTheRequestsThatItIsGivenAndThoseTheyNeed) {
  const FinishedCommand run =
      Run(SoundContract(), {"--json", "--state", "healthy", "--only", "again"});
  EXPECT_THAT(ReadJson(run.output).states.at(0).requests, ElementsAre("new_signal", "again"));
}

TEST_F(RunTest, RepeatsEachState) {
  const FinishedCommand run =
      Run(SoundContract(), {"--json", "--repeat", "3", "--jobs", "2", "--state", "healthy"});
  std::multiset<int> rounds;
  for (const StateReport& state : ReadJson(run.output).states) rounds.insert(state.round);
  EXPECT_THAT(rounds, ElementsAre(1, 2, 3));
  EXPECT_THAT(run.errors, HasSubstr("healthy (round 3): held"));
}

TEST_F(RunTest, SendsTheSameRequestsWithTheSameSeed) {
  const auto story = [&](const std::string& seed) {
    const FinishedCommand run =
        Run(SoundContract(), {"--json", "--state", "healthy", "--seed", seed});
    return ReadJson(run.output).states.at(0).answers.at(0).story;
  };
  EXPECT_THAT(story("one"), HasSubstr("one"));
  EXPECT_THAT(story("two"), AllOf(HasSubstr("two"), Not(HasSubstr("one"))));
}

TEST_F(RunTest, RunsTheCommandThatItIsGiven) {
  const std::string nobody = ContractWith(R"({"command": ["/no/such/service"]})");
  const FinishedCommand run = Run(nobody, {"--", ALERT_GATEWAY, "--listen", "{listen}", "--redis",
                                           "{redis}", "--workers", "4"});
  EXPECT_EQ(run.exit_code, 0) << run.output << run.errors;
}

TEST_F(RunTest, WritesReportsToFiles) {
  const std::string junit = scratch_.Write("junit.xml", "an older one");
  const std::string html = scratch_.File("report.html");
  const FinishedCommand run = Run(BrokenContract(), {"--junit", junit, "--html", html});
  EXPECT_EQ(run.exit_code, 1) << run.errors;
  EXPECT_THAT(scratch_.Read("junit.xml"),
              AllOf(StartsWith("<?xml"), HasSubstr("<failure"), Not(HasSubstr("older"))));
  EXPECT_THAT(scratch_.Read("report.html"),
              AllOf(StartsWith("<!DOCTYPE html>"), HasSubstr("full")));
}

TEST_F(RunTest, KeepsAFolderForEachStateThatFails) {
  const std::string artifacts = scratch_.File("deep/artifacts");
  const FinishedCommand run = Run(BrokenContract(), {"--artifacts", artifacts, "--json"});
  const RunReport report = ReadJson(run.output);
  EXPECT_EQ(report.states.at(0).kept, "");
  EXPECT_THAT(report.states.at(1).kept, StartsWith(artifacts));
  EXPECT_TRUE(std::filesystem::is_directory(report.states.at(1).kept));
}

TEST_F(RunTest, KeepsThemWhereTheEnvironmentSays) {
  const std::string artifacts = scratch_.File("artifacts");
  const FinishedCommand run =
      Run(BrokenContract(), {"--json"}, {{"GTEST_REDIS_ARTIFACTS", artifacts}});
  EXPECT_THAT(ReadJson(run.output).states.at(1).kept, StartsWith(artifacts));
}

TEST_F(RunTest, FailsWhenTheServiceListensElsewhere) {
  const FinishedCommand run =
      Run(ContractWith(
              R"({"command": [")" ALERT_GATEWAY
              R"(", "--listen", "127.0.0.1:0", "--redis", "{redis}"], "starts_within": "500ms"})"),
          {"--json"});
  EXPECT_EQ(run.exit_code, 1) << run.output << run.errors;
  EXPECT_THAT(ReadJson(run.output).states.at(0).error, HasSubstr("it listens on 127.0.0.1:"));
}

TEST_F(RunTest, SaysThatNothingIsKnownWhenEveryStateWasSkipped) {
  const std::string gateway = "{\"command\": " + GatewayCommand() + "}";
  const FinishedCommand run = Run(ContractWith(gateway, R"({"version": "99.0"})"));
  EXPECT_EQ(run.exit_code, 3) << run.output;
  EXPECT_THAT(run.errors, HasSubstr("every state was skipped, and so nothing is known of the "
                                    "service\n  healthy: it needs Redis 99.0"));
}

TEST_F(RunTest, SaysThatThereIsNoRedis) {
  const ScratchDirectory empty;
  const std::string report = scratch_.File("junit.xml");
  const FinishedCommand run = Run(SoundContract(), {"--junit", report}, {{"PATH", empty.path()}});
  EXPECT_EQ(run.exit_code, 3) << run.errors;
  EXPECT_THAT(run.errors, HasSubstr("apt-get install redis-server"));
  EXPECT_FALSE(std::filesystem::exists(report));
}

TEST_F(RunTest, SaysThatTheRedisCannotBeReached) {
  const FinishedCommand run =
      Run(SoundContract(), {"--backend", "attach", "--url", "redis://127.0.0.1:1"});
  EXPECT_EQ(run.exit_code, 3) << run.errors;
  EXPECT_THAT(run.errors, HasSubstr("127.0.0.1:1"));
}

TEST_F(RunTest, ManyTimesAtOnceDoesNotMatter) {
  const std::string contract = scratch_.Write("contract.json", SoundContract());
  RunningCommand one({"run", contract, "--repeat", "3"});
  RunningCommand other({"run", contract, "--repeat", "3", "--jobs", "3"});
  EXPECT_EQ(one.AwaitEnd(), 0) << one.Output();
  EXPECT_EQ(other.AwaitEnd(), 0) << other.Output();
}

}  // namespace
}  // namespace gtest_redis
