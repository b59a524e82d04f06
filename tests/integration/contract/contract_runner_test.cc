#include "gtest_redis/contract/contract_runner.h"

#include <gmock/gmock.h>

#include "contract/contract_fixture.h"

namespace gtest_redis {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Key;
using ::testing::MatchesRegex;
using ::testing::Not;
using ::testing::Property;
using ::testing::SizeIs;

class ContractRunnerTest : public ContractTest {
 protected:
  // What a runner says of wrong options.
  static std::string Refusal(const ContractRunOptions& options) {
    try {
      const ContractRunner runner(Load(GatewayContract()), options);
      return "";
    } catch (const Error& error) {
      return error.what();
    }
  }
};

TEST_F(ContractRunnerTest, HoldsForASoundService) {
  const StateReport report = Run(GatewayContract(), "full");
  EXPECT_EQ(report.outcome(), ReportOutcome::kHeld) << report.error;
  EXPECT_THAT(Found(report), IsEmpty());
  EXPECT_EQ(report.name, "full");
  EXPECT_EQ(report.state, "out-of-memory");
  EXPECT_EQ(report.why, "a write is refused, a read is not");
  EXPECT_FALSE(report.meaning.empty());
  EXPECT_THAT(report.requests, ElementsAre("new_signal", "again", "liveness"));
  EXPECT_FALSE(report.interrupted);
  EXPECT_EQ(report.kept, "");
}

TEST_F(ContractRunnerTest, TellsEachAnswer) {
  const StateReport report = Run(GatewayContract(), "full");
  ASSERT_GE(report.answers.size(), 9U);
  EXPECT_EQ(report.answers[0].phase, Phase::kHealthy);
  const AnswerReport& refused = report.answers[3];
  EXPECT_EQ(refused.phase, Phase::kDegraded);
  EXPECT_EQ(refused.request, "new_signal");
  EXPECT_EQ(refused.sent, "POST /api/v1/signals");
  EXPECT_EQ(refused.status, 503);
  EXPECT_EQ(refused.expected, "503 within 2000 ms, 503 with Retry-After");
  EXPECT_EQ(refused.statuses, "503");
  EXPECT_THAT(refused.refused, Contains(Key("OOM")));
  EXPECT_THAT(refused.story, HasSubstr("OOM command not allowed"));
  EXPECT_GE(refused.at, *report.entered);
  EXPECT_GT(refused.time.count(), 0);
  EXPECT_LE(*report.entered, *report.left);
  EXPECT_LE(*report.left, report.duration);
}

TEST_F(ContractRunnerTest, DrawsATimeLine) {
  const StateReport report = Run(GatewayContract(), "full");
  // One as each phase begins, one after each answer.
  ASSERT_THAT(report.samples, SizeIs(report.answers.size() + 3));
  EXPECT_EQ(report.samples.front().maxmemory, 0U);
  EXPECT_EQ(report.samples.front().refused, 0);
  const RedisSample& in_state = report.samples[5];
  EXPECT_TRUE(in_state.answered);
  EXPECT_EQ(in_state.maxmemory, 1U);
  EXPECT_GT(in_state.used_memory, 100000U);
  EXPECT_GT(in_state.refused, 0);
  EXPECT_EQ(report.samples.back().maxmemory, 0U);
  EXPECT_EQ(report.samples.back().refused, in_state.refused);
}

TEST_F(ContractRunnerTest, AsksNothingOfARedisThatIsSilent) {
  Json contract = GatewayContract();
  contract["service"]["command"] = {ALERT_GATEWAY, "--listen", "{listen}", "--redis", "{redis}"};
  contract["states"]["hung"] = Json::parse(R"({
    "expect": {"new_signal": 503, "again": 503}, "recovers_within": "2s",
    "service": {"arguments": ["--redis-timeout", "100", "--deadline", "200"]}})");
  const StateReport report = Run(contract, "hung");
  EXPECT_EQ(report.outcome(), ReportOutcome::kHeld) << report.error;
  EXPECT_TRUE(report.samples.front().answered);
  EXPECT_FALSE(report.samples[5].answered);
  EXPECT_TRUE(report.samples.back().answered);
  EXPECT_LT(*report.left - *report.entered, std::chrono::seconds(2));
}

TEST_F(ContractRunnerTest, AsksNothingOfARedisThatStalls) {
  Json contract = GatewayContract();
  contract["states"]["stalled"] = {{"with", {{"stall", "60ms"}, {"gap", "1ms"}}}};
  const StateReport report = Run(contract, "stalled");
  EXPECT_EQ(report.outcome(), ReportOutcome::kHeld) << report.error;
  for (const RedisSample& sample : report.samples) {
    const bool in_state = sample.at >= *report.entered && sample.at < *report.left;
    EXPECT_NE(sample.answered, in_state);
  }
}

TEST_F(ContractRunnerTest, CountsEvictions) {
  Json contract = GatewayContract();
  contract["states"]["evicting"] = Json::parse(R"({
    "with": {"policy": "allkeys-lru", "room": "1mb"}, "keeps_data": false,
    "expect": {"again": [201, 202]}, "afterwards": {"again": [201, 202]}})");
  ContractRunner runner(Load(contract), {});
  for (const int round : {1, 2}) {
    const StateReport report = runner.RunState("evicting", round);
    EXPECT_EQ(report.outcome(), ReportOutcome::kHeld) << report.error;
    EXPECT_EQ(report.samples.front().evicted_keys, 0);
    EXPECT_GT(report.samples.back().evicted_keys, 0);
  }
}

TEST_F(ContractRunnerTest, FindsWhatADefectiveServiceDoes) {
  const StateReport report = Run(GatewayContract(), "full", WithDefect("swallows-oom"));
  EXPECT_EQ(report.outcome(), ReportOutcome::kFailed);
  EXPECT_EQ(report.error, "");
  EXPECT_THAT(Found(report), Contains("new_signal: swallowed-refusal"));
  EXPECT_EQ(report.Cells().front().outcome, ReportOutcome::kFailed);
}

TEST_F(ContractRunnerTest, AsksThoseThatARequestNeeds) {
  ContractRunOptions options;
  options.requests = {"again"};
  const StateReport report = Run(GatewayContract(), "full", options);
  EXPECT_THAT(report.requests, ElementsAre("new_signal", "again"));
  EXPECT_EQ(report.outcome(), ReportOutcome::kHeld) << report.error;
}

TEST_F(ContractRunnerTest, SendsTheSameRequestsForTheSameSeed) {
  Json contract = GatewayContract();
  contract["requests"]["liveness"]["path"] = "/healthz?{unique}&{number}";
  const auto sent = [&](const std::string& seed) {
    ContractRunOptions options;
    options.seed = seed;
    std::vector<std::string> all;
    for (const AnswerReport& answer : Run(contract, "healthy", options).answers) {
      if (answer.request == "liveness") all.push_back(answer.sent);
    }
    return all;
  };
  const std::vector<std::string> first = sent("one");
  EXPECT_THAT(first,
              ElementsAre("GET /healthz?one-2&2", "GET /healthz?one-4&4", "GET /healthz?one-6&6"));
  EXPECT_EQ(sent("one"), first);
  EXPECT_NE(sent(""), sent(""));
}

TEST_F(ContractRunnerTest, TellsOfTheRun) {
  ContractRunner runner(Load(GatewayContract()), {});
  EXPECT_EQ(runner.Header().redis, "");
  runner.RunState("healthy");
  const RunReport header = runner.Header();
  EXPECT_EQ(header.contract, "gateway");
  EXPECT_EQ(header.file, "gateway.json");
  EXPECT_THAT(header.redis, MatchesRegex("(redis|valkey) [0-9.]+, process"));
  EXPECT_THAT(header.service, HasSubstr("--listen {listen}"));
  EXPECT_THAT(header.seed, MatchesRegex("[0-9a-f]{8}"));
  EXPECT_THAT(header.states, IsEmpty());
}

TEST_F(ContractRunnerTest, NamesTheNearestOfAnUnknownWord) {
  ContractRunOptions options;
  options.states = {"ful"};
  EXPECT_EQ(Refusal(options), "there is no state 'ful' in 'gateway.json'; did you mean 'full'?");
  options.states = {};
  options.requests = {"agan"};
  EXPECT_EQ(Refusal(options),
            "there is no request 'agan' in 'gateway.json'; did you mean 'again'?");
  ContractRunner runner(Load(GatewayContract()), {});
  EXPECT_THROW(runner.RunState("fall"), Error);
}

TEST_F(ContractRunnerTest, RefusesASeedThatIsNoWord) {
  ContractRunOptions options;
  options.seed = "a b";
  EXPECT_THAT(Refusal(options), HasSubstr("the seed 'a b' is no word"));
}

TEST_F(ContractRunnerTest, ThrowsWhenThereIsNoRedis) {
  ContractRunOptions options;
  options.have_server = [](const ServerOptions& wanted) {
    ServerOptions nowhere = wanted;
    nowhere.backend = Backend::kProcess;
    nowhere.executable = "no-such-redis-server";
    return RedisServer::Start(nowhere);
  };
  EXPECT_THROW(Run(GatewayContract(), "full", options), ServerError);
}

TEST_F(ContractRunnerTest, HoldsBeforeItLeaves) {
  ContractRunOptions options;
  std::string refused;
  options.hold = [&](RedisServer& server, Service& service) {
    refused = server.Command("SET", "key", "value").error_code();
    EXPECT_TRUE(service.running());
  };
  EXPECT_EQ(Run(GatewayContract(), "full", options).outcome(), ReportOutcome::kHeld);
  EXPECT_EQ(refused, "OOM");
}

}  // namespace
}  // namespace gtest_redis
