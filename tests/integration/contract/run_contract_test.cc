// A whole run: in which order, in how many threads, and how it is stopped.
#include <gmock/gmock.h>

#include <atomic>

#include "contract/contract_fixture.h"
#include "process/deadline.h"

namespace gtest_redis {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAreArray;

class RunContractTest : public ContractTest {
 protected:
  static Json ManyStates() {
    Json contract = GatewayContract();
    contract["states"]["forgets"] =
        Json::parse(R"({"state": "emptied", "expect": {"again": 201}, "keeps_data": false})");
    contract["states"]["read-only"] = {{"expect", {{"new_signal", 503}}}};
    contract["states"]["any-error"] =
        Json::parse(R"({"with": {"text": "ERR no"}, "expect": {"new_signal": 503, "again": 503}})");
    return contract;
  }
  static std::vector<std::string> Names(const RunReport& report) {
    std::vector<std::string> names;
    for (const StateReport& state : report.states) {
      names.push_back(state.name + " " + std::to_string(state.round));
    }
    return names;
  }
  // All that two runs must agree on.
  static std::vector<std::string> Verdicts(const RunReport& report) {
    std::vector<std::string> all;
    for (const StateReport& state : report.states) {
      all.push_back(state.name + ": " + ToString(state.outcome()));
      for (const std::string& found : Found(state)) all.push_back(state.name + ": " + found);
    }
    return all;
  }
};

TEST_F(RunContractTest, GoesThroughAllStatesInTheirOrder) {
  const RunReport report = RunContract(Load(ManyStates()));
  EXPECT_THAT(Names(report),
              ElementsAre("healthy 1", "full 1", "forgets 1", "read-only 1", "any-error 1"));
  EXPECT_TRUE(report.holds());
  EXPECT_FALSE(report.interrupted);
  EXPECT_EQ(report.contract, "gateway");
  EXPECT_NE(report.redis, "");
  EXPECT_GT(report.duration.count(), 0);
}

TEST_F(RunContractTest, GoesThroughThoseThatAreAskedFor) {
  ContractRunOptions options;
  options.states = {"read-only", "healthy"};
  EXPECT_THAT(Names(RunContract(Load(ManyStates()), options)),
              ElementsAre("healthy 1", "read-only 1"));
}

TEST_F(RunContractTest, FindsTheSameWithManyThreads) {
  const Contract contract = Load(ManyStates());
  ContractRunOptions options = WithDefect("swallows-oom");
  ContractRunPlan plan;
  const RunReport alone = RunContract(contract, options, plan);
  plan.jobs = 4;
  std::atomic<int> servers = 0;
  options.have_server = [&servers](const ServerOptions& wanted) {
    ++servers;
    return RedisServer::Start(wanted);
  };
  const RunReport together = RunContract(contract, options, plan);
  EXPECT_EQ(Verdicts(alone), Verdicts(together));
  EXPECT_GT(servers, 1);
  EXPECT_THAT(Verdicts(alone), Contains("full: new_signal: swallowed-refusal"));
  EXPECT_THAT(Verdicts(alone), Contains("read-only: held"));
}

TEST_F(RunContractTest, RepeatsAndTellsAsItGoes) {
  ContractRunOptions options;
  options.states = {"healthy", "full"};
  ContractRunPlan plan;
  plan.repeat = 3;
  plan.jobs = 2;
  std::atomic<int> within = 0;
  // Whether another call came while one was under way.
  const auto alone = [&within] {
    ++within;
    const bool met =
        WaitUntil(Deadline(std::chrono::milliseconds(20)), [&within] { return within > 1; });
    --within;
    return !met;
  };
  std::vector<std::string> begun;
  std::vector<std::string> ended;
  plan.on_begin = [&](const std::string& state, int round) {
    EXPECT_TRUE(alone());
    begun.push_back(state + " " + std::to_string(round));
  };
  plan.on_end = [&](const StateReport& report) {
    EXPECT_TRUE(alone());
    ended.push_back(report.name + " " + std::to_string(report.round));
  };
  const RunReport report = RunContract(Load(ManyStates()), options, plan);
  EXPECT_THAT(Names(report),
              ElementsAre("healthy 1", "full 1", "healthy 2", "full 2", "healthy 3", "full 3"));
  EXPECT_THAT(begun, UnorderedElementsAreArray(Names(report)));
  EXPECT_THAT(ended, UnorderedElementsAreArray(Names(report)));
}

TEST_F(RunContractTest, ThrowsWhatAThreadThrows) {
  ContractRunOptions options;
  options.have_server = [](const ServerOptions& /*options*/) -> RedisServer {
    throw UnavailableError("there is none");
  };
  ContractRunPlan plan;
  plan.jobs = 3;
  EXPECT_THROW(RunContract(Load(ManyStates()), options, plan), UnavailableError);
  options.states = {"nowhere"};
  EXPECT_THROW(RunContract(Load(ManyStates()), options, plan), Error);
}

TEST_F(RunContractTest, StopsBetweenStates) {
  ContractRunOptions options;
  std::atomic<bool> stop = false;
  options.stop = [&] { return stop.load(); };
  ContractRunPlan plan;
  plan.on_end = [&](const StateReport& /*report*/) { stop = true; };
  const RunReport report = RunContract(Load(ManyStates()), options, plan);
  EXPECT_TRUE(report.interrupted);
  EXPECT_THAT(Names(report), ElementsAre("healthy 1"));
}

class StopTest : public RunContractTest {
 protected:
  // A service that never answers, while it is asked with a long patience, in a state.
  static Json Silent() {
    Json contract = Json::parse(R"({
      "name": "silent",
      "service": {"stops_within": "200ms"},
      "defaults": {"within": "20s", "timeout": "30s"},
      "requests": {"first": {"path": "/variable/HOME", "expect": 200},
                   "nothing": {"path": "/nothing", "expect": 200}},
      "states": {"full": {"state": "out-of-memory"}}
    })");
    contract["service"]["command"] = {MISBEHAVING_SERVICE, "sound", "{listen}"};
    return contract;
  }
};

TEST_F(StopTest, EndsARequestThatIsOnItsWay) {
  ContractRunOptions options;
  const auto begin = std::chrono::steady_clock::now();
  options.stop = [begin] {
    return std::chrono::steady_clock::now() - begin > std::chrono::milliseconds(500);
  };
  const RunReport report = RunContract(Load(Silent()), options);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::milliseconds(2000));
  EXPECT_TRUE(report.interrupted);
  ASSERT_THAT(report.states, SizeIs(1));
  const StateReport& state = report.states[0];
  EXPECT_TRUE(state.interrupted);
  EXPECT_EQ(state.outcome(), ReportOutcome::kNotRun) << state.error;
  EXPECT_THAT(state.Findings(), IsEmpty());
  EXPECT_THAT(state.answers, SizeIs(1));
  EXPECT_EQ(Running("misbehaving_service"), 0);
  EXPECT_EQ(Running("redis-server"), 0);
}

TEST_F(StopTest, LeavesTheStateOfSomebodyElsesRedis) {
  RedisServer server = RedisServer::Start();
  Json contract = GatewayContract();
  contract["states"]["full"]["expect"]["new_signal"] =
      Json::parse(R"({"status": 503, "load": {"rate": 50, "duration": "30s"}})");
  ContractRunOptions options;
  options.states = {"full"};
  options.have_server = [&](const ServerOptions& /*options*/) {
    AttachOptions attach;
    attach.may_change_server = true;  // Whoever looks at it below is a stranger.
    return RedisServer::Attach(server.url(), attach);
  };
  const auto maxmemory = [&] {
    return server.Command("CONFIG", "GET", "maxmemory").array().at(1).string();
  };
  std::atomic<bool> was_full = false;
  options.stop = [&] {
    was_full = was_full || maxmemory() == "1";
    return was_full.load();
  };
  const auto begin = std::chrono::steady_clock::now();
  const RunReport report = RunContract(Load(contract), options);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(4));
  EXPECT_TRUE(report.interrupted);
  EXPECT_EQ(report.states.at(0).outcome(), ReportOutcome::kNotRun) << report.states[0].error;
  EXPECT_EQ(maxmemory(), "0");
  EXPECT_EQ(Running("alert_gateway"), 0);
}

}  // namespace
}  // namespace gtest_redis
