// The Redis of a contract: its data, its role, what it is configured to be, and whose it is.
#include <gmock/gmock.h>

#include "contract/contract_fixture.h"

namespace gtest_redis {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class ContractRedisTest : public ContractTest {
 protected:
  // Goes through a state, and asks its Redis there.
  static StateReport Ask(const Json& contract, const std::string& state,
                         const std::function<void(RedisServer&)>& ask,
                         ContractRunOptions options = {}) {
    bool asked = false;
    options.hold = [&](RedisServer& server, Service& /*service*/) {
      ask(server);
      asked = true;
    };
    StateReport report = Run(contract, state, options);
    EXPECT_TRUE(asked) << report.error << report.skipped;
    return report;
  }
  static std::string Field(RedisServer& server, const std::string& section,
                           const std::string& name) {
    return Info(server.Probe({"INFO", section}).string()).Text(name);
  }
};

TEST_F(ContractRedisTest, HasTheContractsData) {
  Json contract = GatewayContract();
  contract["data"] = Json::parse(R"({
    "commands": [["SET", "greeting", "hello"], ["RPUSH", "list", "a", "b"]],
    "fill": [{"count": 2500, "size": "1kb", "ttl": "1h", "prefix": "session:"},
             {"count": 3, "size": 10, "prefix": "kept:"}]})");
  const StateReport report = Ask(contract, "healthy", [](RedisServer& server) {
    EXPECT_EQ(server.Command("GET", "greeting").string(), "hello");
    EXPECT_EQ(server.Command("LLEN", "list").integer(), 2);
    EXPECT_EQ(server.Command("STRLEN", "session:2499").integer(), 1024);
    EXPECT_GT(server.Command("PTTL", "session:0").integer(), 3500000);
    EXPECT_EQ(server.Command("PTTL", "kept:2").integer(), -1);
    EXPECT_EQ(server.Command("EXISTS", "session:2500").integer(), 0);
  });
  EXPECT_EQ(report.outcome(), ReportOutcome::kHeld) << report.error;
}

TEST_F(ContractRedisTest, TellsWhatOfTheDataIsRefused) {
  Json contract = GatewayContract();
  contract["data"]["commands"] = {{"SET", "a", "b"}, {"LPUSH", "a", "c"}};
  EXPECT_THAT(Run(contract, "healthy").error,
              HasSubstr("the contract's data cannot be put into redis: LPUSH 'a' was answered "
                        "'WRONGTYPE"));
}

TEST_F(ContractRedisTest, IsEmptyBeforeEachState) {
  Json contract = GatewayContract();
  ContractRunner runner(Load(contract), {});
  EXPECT_EQ(runner.RunState("healthy").outcome(), ReportOutcome::kHeld);
  // The same signals would be known, had they been kept.
  EXPECT_EQ(runner.RunState("healthy", 2).outcome(), ReportOutcome::kHeld);
}

// A service that forgets which database is its own would find there what it has left.
TEST_F(ContractRedisTest, IsEmptyInOtherDatabasesTooWhenItIsOurs) {
  ContractRunOptions options;
  int seen = -1;
  options.hold = [&seen](RedisServer& server, Service& /*service*/) {
    Connection redis = server.Connect();
    redis.Command("SELECT", 7);
    seen = static_cast<int>(redis.Command("DBSIZE").integer());
    redis.Command("SET", "left", "behind");
  };
  ContractRunner runner(Load(GatewayContract()), options);
  runner.RunState("healthy");
  runner.RunState("healthy", 2);
  EXPECT_EQ(seen, 0);
}

TEST_F(ContractRedisTest, IsAMasterWithAReplica) {
  Json contract = GatewayContract();
  contract["redis"] = {{"role", "master"}, {"password", "gate"}};
  const StateReport report = Ask(contract, "healthy", [](RedisServer& server) {
    EXPECT_EQ(Field(server, "replication", "role"), "master");
    EXPECT_EQ(Field(server, "replication", "connected_slaves"), "1");
  });
  EXPECT_EQ(report.outcome(), ReportOutcome::kHeld) << report.error;
}

TEST_F(ContractRedisTest, IsAReplicaOfAMasterThatWorks) {
  Json contract = GatewayContract();
  contract["redis"]["role"] = "replica";
  contract["data"]["commands"] = {{"SET", "greeting", "hello"}};
  contract["requests"]["new_signal"]["role"] = "request";
  contract["requests"]["new_signal"]["expect"] = 503;
  contract["requests"].erase("again");
  contract["states"]["slow"] = {{"state", "slow-network"}, {"with", {{"latency", "1ms"}}}};
  const auto ask = [](RedisServer& server) {
    EXPECT_EQ(Field(server, "replication", "role"), "slave");
    EXPECT_EQ(Field(server, "replication", "master_link_status"), "up");
    EXPECT_EQ(server.Command("GET", "greeting").string(), "hello");
  };
  const StateReport report = Ask(contract, "slow", ask);
  EXPECT_EQ(report.outcome(), ReportOutcome::kHeld) << report.error;
  EXPECT_GE(report.answers[0].refused.at("READONLY"), 1);
}

TEST_F(ContractRedisTest, IsAReplicaAgainWhenItWasKilled) {
  Json contract = GatewayContract();
  contract["redis"]["role"] = "replica";
  contract["requests"].erase("again");
  contract["requests"].erase("new_signal");
  contract["states"] = {{"killed", {{"state", "refused"}, {"with", {{"how", "kill"}}}}},
                        {"slow", {{"state", "slow-network"}, {"with", {{"latency", "1ms"}}}}}};
  ContractRunOptions options;
  std::string role;
  options.hold = [&](RedisServer& server, Service& /*service*/) {
    if (server.running()) role = Field(server, "replication", "role");
  };
  ContractRunner runner(Load(contract), options);
  EXPECT_EQ(runner.RunState("killed").outcome(), ReportOutcome::kHeld);
  EXPECT_EQ(runner.RunState("slow").outcome(), ReportOutcome::kHeld);
  EXPECT_EQ(role, "slave");
}

TEST_F(ContractRedisTest, IsAnotherOneForAStateThatAsksForIt) {
  Json contract = GatewayContract();
  contract["redis"] = {{"maxmemory", "32mb"}, {"database", 2}};
  contract["states"]["small"] = Json::parse(
      R"({"state": "healthy", "redis": {"maxmemory": "16mb", "config": {"maxclients": 77}}})");
  contract["states"]["after"] = {{"state", "healthy"}};
  std::vector<std::string> seen;
  std::vector<int> pids;
  ContractRunOptions options;
  options.hold = [&](RedisServer& server, Service& /*service*/) {
    seen.push_back(Field(server, "memory", "maxmemory") + " " +
                   server.Command("CONFIG", "GET", "maxclients").array()[1].string() + " " +
                   std::to_string(server.database()));
    pids.push_back(server.pid());
  };
  ContractRunner runner(Load(contract), options);
  for (const char* state : {"healthy", "full", "small", "after"}) {
    EXPECT_EQ(runner.RunState(state).outcome(), ReportOutcome::kHeld);
  }
  EXPECT_THAT(seen,
              ElementsAre("33554432 10000 2", "1 10000 2", "16777216 77 2", "33554432 10000 2"));
  EXPECT_EQ(pids[0], pids[1]);
  EXPECT_NE(pids[1], pids[2]);
}

TEST_F(ContractRedisTest, SkipsWhatItIsTooOldFor) {
  Json contract = GatewayContract();
  contract["redis"]["version"] = "99.0";
  const StateReport report = Run(contract, "healthy");
  EXPECT_EQ(report.outcome(), ReportOutcome::kSkipped);
  EXPECT_THAT(report.skipped, HasSubstr("it needs Redis 99.0, and this is "));
  contract["redis"]["version"] = "5";
  EXPECT_EQ(Run(contract, "healthy").outcome(), ReportOutcome::kHeld);
}

TEST_F(ContractRedisTest, TellsThatItDoesNotStart) {
  Json contract = GatewayContract();
  contract["states"]["strange"] =
      Json::parse(R"({"state": "healthy", "redis": {"config": {"no-such-directive": "1"}}})");
  ContractRunner runner(Load(contract), {});
  EXPECT_EQ(runner.RunState("healthy").outcome(), ReportOutcome::kHeld);
  const StateReport report = runner.RunState("strange");
  EXPECT_EQ(report.outcome(), ReportOutcome::kFailed);
  EXPECT_THAT(report.error, HasSubstr("no-such-directive"));
  EXPECT_EQ(runner.RunState("healthy").outcome(), ReportOutcome::kHeld);
  EXPECT_THROW(ContractRunner(Load(contract), {}).RunState("strange"), ServerError);
}

TEST_F(ContractRedisTest, TellsThatTheStateDidNotHold) {
  ContractRunOptions options;
  options.hold = [](RedisServer& server, Service& /*service*/) {
    server.Command("CONFIG", "SET", "maxmemory", "0");
  };
  const StateReport report = Run(GatewayContract(), "full", options);
  EXPECT_EQ(report.outcome(), ReportOutcome::kFailed);
  EXPECT_THAT(report.error, HasSubstr("'out-of-memory' did not hold to its end"));
}

class AttachedContractTest : public ContractRedisTest {
 protected:
  ContractRunOptions Options() const {
    ContractRunOptions options;
    options.have_server = [url = server_.url()](const ServerOptions& wanted) {
      AttachOptions attach;
      if (wanted.database != 0) attach.database = wanted.database;
      return RedisServer::Attach(url, attach);
    };
    return options;
  }
  std::string Directive(const std::string& name) {
    return server_.Command("CONFIG", "GET", name).array().at(1).string();
  }

  RedisServer server_ = RedisServer::Start();
};

TEST_F(AttachedContractTest, HasTheContractsConfigurationForTheTimeOfAState) {
  Json contract = GatewayContract();
  contract["redis"] = {{"maxmemory", "32mb"}, {"database", 3}, {"config", {{"maxclients", 99}}}};
  std::string in_state;
  const auto ask = [&](RedisServer& attached) {
    EXPECT_EQ(attached.database(), 3);
    in_state = Directive("maxmemory") + " " + Directive("maxclients");
  };
  const StateReport report = Ask(contract, "healthy", ask, Options());
  EXPECT_EQ(report.outcome(), ReportOutcome::kHeld) << report.error;
  EXPECT_EQ(in_state, "33554432 99");
  EXPECT_EQ(Directive("maxmemory"), "0");
  EXPECT_EQ(Directive("maxclients"), "10000");
}

TEST_F(AttachedContractTest, IsOneForAllJobs) {
  Json contract = GatewayContract();
  contract["redis"]["database"] = 3;
  contract["states"]["busy"] = {{"expect", {{"new_signal", 503}, {"again", 503}}}};
  ContractRunPlan plan;
  plan.repeat = 2;
  plan.jobs = 4;
  const RunReport report = RunContract(Load(contract), Options(), plan);
  EXPECT_EQ(report.Count(ReportOutcome::kHeld), 6);
}

TEST_F(AttachedContractTest, SkipsWhatIsImpossibleThere) {
  Json contract = GatewayContract();
  contract["states"]["killed"] = {{"state", "refused"}, {"with", {{"how", "kill"}}}};
  contract["states"]["replica"] = {{"state", "healthy"}, {"redis", {{"role", "replica"}}}};
  ContractRunner runner(Load(contract), Options());
  const StateReport killed = runner.RunState("killed");
  EXPECT_EQ(killed.outcome(), ReportOutcome::kSkipped) << killed.error;
  EXPECT_THAT(runner.RunState("replica").skipped, HasSubstr("needs an own process"));
  EXPECT_EQ(runner.RunState("full").outcome(), ReportOutcome::kHeld);
}

}  // namespace
}  // namespace gtest_redis
