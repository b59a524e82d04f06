// That no defect of the gateway stays hidden, and that the sound gateway is found to have none: its
// contract is gone through in every state that Redis can fail in.
#include <gmock/gmock.h>

#include <algorithm>
#include <cctype>
#include <set>

#include "alert_gateway/defect.h"
#include "expected_findings.h"
#include "gateway_test.h"

namespace alert_gateway_test {
namespace {

const Contract& GatewayContract() {
  static const auto* const contract = new Contract(Contract::Load(ALERT_GATEWAY_CONTRACT));
  return *contract;
}

/// A defect or a state as a word that GoogleTest takes.
std::string Word(std::string name) {
  std::replace_if(
      name.begin(), name.end(), [](unsigned char c) { return !std::isalnum(c); }, '_');
  return name;
}

/// Is skipped where there is no Redis.
class GatewayContractTest : public RedisTest {
 protected:
  static ContractRunner RunnerFor(const std::vector<std::string>& flags = {}) {
    ContractRunOptions options;
    // As the contract has it.
    options.command = GatewayCommand({"--redis-timeout", "1500", "--deadline", "1800"});
    options.command.insert(options.command.end(), flags.begin(), flags.end());
    return ContractRunner(GatewayContract(), options);
  }
};

std::vector<std::string> States() {
  std::vector<std::string> states;
  for (const Contract::State& state : GatewayContract().states()) states.push_back(state.name);
  return states;
}

class SoundGatewayTest : public GatewayContractTest,
                         public ::testing::WithParamInterface<std::string> {};

TEST_P(SoundGatewayTest, AnswersAsItMust) {
  const StateReport report = RunnerFor().RunState(GetParam());
  if (!report.skipped.empty()) GTEST_SKIP() << report.skipped;
  EXPECT_EQ(report.error, "");
  for (const AnswerReport& answer : report.answers) {
    EXPECT_THAT(answer.findings, ::testing::IsEmpty()) << answer.story;
  }
  EXPECT_THAT(report.leftovers, ::testing::IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(States, SoundGatewayTest, ::testing::ValuesIn(States()),
                         [](const auto& test) { return Word(test.param); });

class DefectTest : public GatewayContractTest,
                   public ::testing::WithParamInterface<ExpectedFinding> {};

TEST_P(DefectTest, IsFoundAndNamed) {
  const std::vector<FindingKind>& kinds = GetParam().kinds;
  ContractRunner runner = RunnerFor({"--defect", GetParam().defect});
  std::string found;
  for (const Contract::State& state : GatewayContract().states()) {
    const StateReport report = runner.RunState(state.name);
    for (const Finding& finding : report.Findings()) {
      if (std::find(kinds.begin(), kinds.end(), finding.kind) != kinds.end()) return;
      found += "\n" + state.name + ": " + ToString(finding.kind) + ": " + finding.text;
    }
    if (!report.error.empty()) found += "\n" + state.name + ": " + report.error;
  }
  FAIL() << "not found by '" << ToString(kinds.front()) << "', but only by:" << found;
}

INSTANTIATE_TEST_SUITE_P(Gateway, DefectTest, ::testing::ValuesIn(ExpectedFindings()),
                         [](const auto& test) { return Word(test.param.defect); });

TEST(DefectsTest, AreAllExpectedToBeFound) {
  std::vector<std::string> defects;
  for (const alert_gateway::DefectEntry& entry : alert_gateway::Defects()) {
    defects.push_back(entry.name);
  }
  std::vector<std::string> expected;
  for (const ExpectedFinding& finding : ExpectedFindings()) expected.push_back(finding.defect);
  EXPECT_EQ(expected, defects);
}

// A state that it says nothing of would be one in which nobody knows what the gateway does.
TEST(GatewayContractStatesTest, AreAllThatThereAre) {
  std::set<std::string> states;
  for (const Contract::State& state : GatewayContract().states()) {
    states.insert(state.state.substr(0, state.state.find(' ')));
  }
  for (const StateEntry& entry : StateCatalogue()) {
    EXPECT_EQ(states.count(entry.name), 1) << entry.name;
  }
}

}  // namespace
}  // namespace alert_gateway_test
