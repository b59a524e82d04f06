// What a state that fails leaves behind.
#include <gmock/gmock.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "contract/contract_fixture.h"

namespace gtest_redis {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::UnorderedElementsAre;

class KeptEvidenceTest : public ContractTest {
 protected:
  KeptEvidenceTest() {
    std::string pattern = testing::TempDir() + "kept-XXXXXX";
    directory_ = mkdtemp(pattern.data());
  }
  ~KeptEvidenceTest() override { std::filesystem::remove_all(directory_); }

  ContractRunOptions Failing(const std::string& defect = "swallows-oom") const {
    ContractRunOptions options = WithDefect(defect);
    options.artifacts = directory_ + "/artifacts";
    options.seed = "seed";
    return options;
  }
  static std::vector<std::string> FilesIn(const std::string& folder) {
    std::vector<std::string> files;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
      if (entry.is_regular_file()) files.push_back(std::filesystem::relative(entry.path(), folder));
    }
    return files;
  }

  std::string directory_;
};

TEST_F(KeptEvidenceTest, IsAllThatIsNeeded) {
  ContractRunOptions options = Failing();
  options.requests = {"again"};
  const StateReport report = Run(GatewayContract(), "full", options);
  ASSERT_EQ(report.kept, directory_ + "/artifacts/gateway-full");
  EXPECT_THAT(FilesIn(report.kept),
              UnorderedElementsAre("version.txt", "config.txt", "info.txt", "dump.rdb", "redis.log",
                                   "service.log", "requests.txt", "report.json", "contract.json",
                                   "replay.json"));
  const Json replay = Json::parse(ReadFile(report.kept + "/replay.json"));
  EXPECT_EQ(replay["contract"], "contract.json");
  EXPECT_EQ(replay["state"], "full");
  EXPECT_EQ(replay["requests"], (Json{"new_signal", "again"}));
  EXPECT_EQ(replay["seed"], "seed");
  EXPECT_EQ(replay["round"], 1);
  EXPECT_EQ(replay["command"].back(), "swallows-oom");
  EXPECT_EQ(replay["redis"]["backend"], "process");
  EXPECT_EQ(replay["findings"][0], "swallowed-refusal");
  EXPECT_THAT(ReadFile(report.kept + "/requests.txt"),
              AllOf(HasSubstr("degraded, new_signal: POST"), HasSubstr("swallowed-refusal")));
}

TEST_F(KeptEvidenceTest, ShowsTheServerAsItWasInTheState) {
  const StateReport report = Run(GatewayContract(), "full", Failing());
  EXPECT_THAT(ReadFile(report.kept + "/config.txt"), HasSubstr("\nmaxmemory \"1\"\n"));
}

TEST_F(KeptEvidenceTest, CanBeRunAgain) {
  const StateReport report = Run(GatewayContract(), "full", Failing());
  ContractRunOptions options = Failing();
  options.artifacts = "";
  const Contract contract = Contract::Load(report.kept + "/contract.json");
  const StateReport again = ContractRunner(contract, options).RunState("full");
  EXPECT_EQ(Found(again), Found(report));
  EXPECT_EQ(again.kept, "");
}

TEST_F(KeptEvidenceTest, IsNothingWhereNothingFailed) {
  ContractRunOptions options = Failing();
  options.command.clear();
  EXPECT_EQ(Run(GatewayContract(), "full", options).kept, "");
  EXPECT_FALSE(std::filesystem::exists(options.artifacts));
}

TEST_F(KeptEvidenceTest, IsKeptOfAServiceThatDoesNotStart) {
  ContractRunOptions options = Failing("no-such-defect");
  const StateReport report = Run(GatewayContract(), "full", options);
  EXPECT_NE(report.error, "");
  EXPECT_THAT(FilesIn(report.kept), Contains("info.txt"));
  EXPECT_THAT(ReadFile(report.kept + "/report.json"), HasSubstr("no-such-defect"));
}

TEST_F(KeptEvidenceTest, HasFilesWithBodiesWhereTheContractFindsThem) {
  std::filesystem::create_directories(directory_ + "/contracts");
  std::filesystem::create_directories(directory_ + "/payloads");
  std::ofstream(directory_ + "/payloads/signal.json") << R"({"source": "file", "name": "Filed"})";
  Json contract = GatewayContract();
  contract["requests"]["new_signal"].erase("json");
  contract["requests"]["new_signal"]["file"] = "../payloads/signal.json";
  const StateReport report =
      ContractRunner(Contract::Parse(contract.dump(), directory_ + "/contracts/gateway.json"),
                     Failing("answers-500"))
          .RunState("full");
  const Json replay = Json::parse(ReadFile(report.kept + "/replay.json"));
  const Contract kept = Contract::Load(report.kept + "/" + replay["contract"].get<std::string>());
  EXPECT_EQ(kept.requests().front(), "new_signal");
  EXPECT_THAT(FilesIn(report.kept), Contains("payloads/signal.json"));
}

TEST_F(KeptEvidenceTest, HasNoSecrets) {
  setenv("GTEST_REDIS_TEST_WORD", "hush-hush", 1);
  Json contract = GatewayContract();
  contract["redis"]["password"] = "very-secret";
  contract["requests"] = {
      {"liveness", {{"path", "/healthz?word={env:GTEST_REDIS_TEST_WORD}"}, {"expect", 200}}}};
  contract["states"]["full"].erase("expect");
  ContractRunOptions options = Failing();
  // Its log begins with its arguments; and it knows no such path.
  options.command = {MISBEHAVING_SERVICE,           "sound",   "{listen}",
                     "{env:GTEST_REDIS_TEST_WORD}", "--token", "told-to-nobody"};
  const StateReport report = Run(contract, "full", options);
  ASSERT_NE(report.kept, "") << report.error;
  for (const std::string& file : FilesIn(report.kept)) {
    const std::string text = ReadFile(report.kept + "/" + file);
    EXPECT_THAT(text, Not(HasSubstr("hush-hush"))) << file;
    EXPECT_THAT(text, Not(HasSubstr("very-secret"))) << file;
    EXPECT_THAT(Json::accept(text) ? text : "", Not(HasSubstr("told-to-nobody"))) << file;
  }
  EXPECT_THAT(ReadFile(report.kept + "/service.log"), HasSubstr("argument"));
  EXPECT_EQ(report.answers[0].sent, "GET /healthz?word={env:GTEST_REDIS_TEST_WORD}");
}

TEST_F(KeptEvidenceTest, SaysThatItCannotBeKept) {
  ContractRunOptions options = Failing();
  options.artifacts = "/proc/nowhere";
  const StateReport report = Run(GatewayContract(), "full", options);
  EXPECT_THAT(report.error, HasSubstr("cannot make the folder '/proc/nowhere"));
  EXPECT_THAT(Found(report), Contains("new_signal: swallowed-refusal"));
}

}  // namespace
}  // namespace gtest_redis
