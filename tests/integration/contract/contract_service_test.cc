// The service of a contract: how it is had, and what becomes of a run when it cannot be.
#include <gmock/gmock.h>

#include <cstdlib>
#include <filesystem>

#include "contract/contract_fixture.h"

namespace gtest_redis {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class ContractServiceTest : public ContractTest {
 protected:
  // A contract of the service that misbehaves: it answers 201 at /key.
  static Json Misbehaving(const std::string& mode) {
    Json contract = Json::parse(R"({
      "name": "misbehaving",
      "service": {"environment": {"REDIS_PORT": "{redis_port}"},
                  "starts_within": "500ms", "stops_within": "100ms"},
      "requests": {"key": {"method": "POST", "path": "/key", "expect": 201}},
      "states": {"healthy": {}}
    })");
    contract["service"]["command"] = {MISBEHAVING_SERVICE, mode, "{listen}"};
    return contract;
  }
};

TEST_F(ContractServiceTest, TellsThatItDoesNotStart) {
  const StateReport report = Run(Misbehaving("exit"), "healthy");
  EXPECT_EQ(report.outcome(), ReportOutcome::kFailed);
  EXPECT_THAT(report.error, AllOf(HasSubstr("exited with status 3"), HasSubstr("no such option")));
  EXPECT_THAT(report.answers, IsEmpty());
}

TEST_F(ContractServiceTest, TellsThatItListensElsewhere) {
  const StateReport report = Run(Misbehaving("elsewhere"), "healthy");
  EXPECT_THAT(report.error,
              AllOf(HasSubstr("was not ready within 500 ms"), HasSubstr("it listens on 0.0.0.0:")));
}

TEST_F(ContractServiceTest, TellsThatItIsNotFound) {
  Json contract = Misbehaving("sound");
  contract["service"]["command"][0] = "./no_such_service";
  const StateReport report = Run(contract, "healthy");
  EXPECT_THAT(report.error, AllOf(HasSubstr("cannot execute '/"), HasSubstr("/no_such_service'")));
}

TEST_F(ContractServiceTest, GivesItWhatTheStateAdds) {
  setenv("GTEST_REDIS_TEST_WORD", "hush-hush", 1);
  Json contract = Misbehaving("sound");
  contract["service"]["environment"]["WORD"] = "{env:GTEST_REDIS_TEST_WORD}";
  contract["requests"] = Json::parse(R"({
    "added": {"path": "/variable/ADDED", "expect": {"status": 200, "body": "yes"}},
    "word": {"path": "/variable/WORD", "expect": {"status": 200, "body": "hush-hush!"}}})");
  contract["states"]["healthy"] = Json::parse(R"({"service": {"environment": {"ADDED": "yes"}}})");
  const StateReport report = Run(contract, "healthy");
  EXPECT_THAT(Found(report), Not(Contains(HasSubstr("added"))));
  EXPECT_THAT(Found(report), Contains("word: unexpected-content"));
  for (const AnswerReport& answer : report.answers) {
    EXPECT_THAT(answer.story, Not(HasSubstr("hush-hush'")));
  }
}

TEST_F(ContractServiceTest, NamesAVariableThatIsNotSet) {
  unsetenv("GTEST_REDIS_TEST_NONE");
  Json contract = Misbehaving("sound");
  contract["service"]["environment"]["WORD"] = "{env:GTEST_REDIS_TEST_NONE}";
  EXPECT_THAT(Run(contract, "healthy").error, HasSubstr("'GTEST_REDIS_TEST_NONE'"));
}

TEST_F(ContractServiceTest, FindsItBesideTheContract) {
  std::string pattern = testing::TempDir() + "beside-XXXXXX";
  const std::filesystem::path folder = mkdtemp(pattern.data());
  std::filesystem::create_directory(folder / "where");
  std::filesystem::create_symlink(MISBEHAVING_SERVICE, folder / "service");
  Json contract = Misbehaving("sound");
  contract["service"]["command"][0] = "./service";
  contract["service"]["directory"] = "where";
  contract["requests"] = {{"where", {{"path", "/directory"}, {"expect", {{"status", 200}}}}}};
  contract["requests"]["where"]["expect"]["body"] = (folder / "where").string();
  const auto loaded = Contract::Parse(contract.dump(), (folder / "contract.json").string());
  const StateReport report = ContractRunner(loaded, {}).RunState("healthy");
  EXPECT_EQ(report.outcome(), ReportOutcome::kHeld) << report.error;
  EXPECT_THAT(Found(report), IsEmpty());
  std::filesystem::remove_all(folder);
}

TEST_F(ContractServiceTest, RunsWhereTheContractSays) {
  Json contract = Misbehaving("sound");
  contract["service"]["directory"] = "/";
  contract["requests"] =
      Json::parse(R"({"where": {"path": "/directory", "expect": {"status": 200, "body": "/"}}})");
  EXPECT_EQ(Run(contract, "healthy").outcome(), ReportOutcome::kHeld);
  // A command that was given is where it is seen from here.
  ContractRunOptions options;
  options.command = {"./" + std::filesystem::relative(MISBEHAVING_SERVICE).string(), "sound",
                     "{listen}"};
  const StateReport report = Run(contract, "healthy", options);
  EXPECT_EQ(report.outcome(), ReportOutcome::kHeld) << report.error;
}

class UrlServiceTest : public ContractServiceTest {
 protected:
  // A Redis and a gateway that run already.
  Json Contract() const {
    Json contract = GatewayContract();
    contract["service"] = {{"url", gateway_.url()}, {"ready", "/healthz"}};
    return contract;
  }
  ContractRunOptions Options() const {
    ContractRunOptions options;
    options.have_server = [url = server_.url()](const ServerOptions& /*options*/) {
      AttachOptions attach;
      attach.database = 0;
      attach.may_flush = true;
      attach.may_change_server = true;
      return RedisServer::Attach(url, attach);
    };
    return options;
  }

  RedisServer server_ = RedisServer::Start();
  Service gateway_ =
      Service::Start(server_, {ALERT_GATEWAY, "--listen", "{listen}", "--redis", "{redis}"});
};

TEST_F(UrlServiceTest, IsAskedAsItRuns) {
  const StateReport report = Run(Contract(), "full", Options());
  EXPECT_EQ(report.outcome(), ReportOutcome::kHeld) << report.error;
  EXPECT_TRUE(gateway_.running());
  if (!server_.AtLeast(6, 2)) return;  // Older ones do not count what they refuse.
  EXPECT_GE(report.answers[3].refused.at("OOM"), 1);
  EXPECT_THAT(report.answers[4].refused, IsEmpty());
}

TEST_F(UrlServiceTest, IsToBeReady) {
  Json contract = Contract();
  contract["service"]["ready"] = "/nowhere";
  contract["service"]["starts_within"] = "100ms";
  EXPECT_THAT(Run(contract, "full", Options()).error,
              AllOf(HasSubstr("was not ready within 100 ms"), HasSubstr("answered 404")));
}

}  // namespace
}  // namespace gtest_redis
