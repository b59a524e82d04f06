// That no defect of the gateway stays hidden, and that the sound gateway is found to have none: it
// is asked before, in and after every state that Redis can fail in.
#include <gmock/gmock.h>

#include <algorithm>
#include <cctype>

#include "alert_gateway/defect.h"
#include "behaviour.h"
#include "expected_findings.h"
#include "gateway_test.h"

namespace alert_gateway_test {
namespace {

/// "out-of-memory fill=8mb" as a word that GoogleTest takes.
std::string Word(std::string name) {
  std::replace_if(
      name.begin(), name.end(), [](unsigned char c) { return !std::isalnum(c); }, '_');
  return name;
}

class CatalogueTest : public RedisTest {
 protected:
  /// Why this Redis cannot be in that state; empty when it can.
  std::string WhyNot(const Behaviour& behaviour) {
    return WhyImpossible(FindState(behaviour.state), server());
  }

  /// Holds the trial of a gateway, with these flags, in that state, on an empty database.
  TrialResult Try(const Behaviour& behaviour, const TrialOptions& options,
                  const std::vector<std::string>& flags = {}) {
    server().Flush();
    if (!behaviour.in_cluster) return TryOn(server(), behaviour, options, flags);
    RedisServer node = RedisServer::Start();
    return TryOn(node, behaviour, options, flags);
  }

  static TrialOptions OptionsFor(const Behaviour& behaviour) {
    TrialOptions options;
    options.recovery = std::chrono::milliseconds(0);  // The first answer is right.
    options.keeps_data = !behaviour.forgets;
    options.keys_expire = true;
    return options;
  }

 private:
  static TrialResult TryOn(RedisServer& server, const Behaviour& behaviour,
                           const TrialOptions& options, const std::vector<std::string>& flags) {
    std::vector<std::string> command = GatewayCommand(FlagsFor(behaviour));
    command.insert(command.end(), flags.begin(), flags.end());
    ServiceOptions service;
    service.stop_grace = std::chrono::milliseconds(100);  // Some defects do not end by themselves.
    Service gateway = Service::Start(server, command, service);
    Trial trial(gateway, server, CasesOf(behaviour), options);
    return trial.Run(*MakeState(behaviour.state, behaviour.values));
  }
};

class SoundGatewayTest : public CatalogueTest, public ::testing::WithParamInterface<Behaviour> {};

TEST_P(SoundGatewayTest, AnswersAsItMust) {
  const std::string why_not = WhyNot(GetParam());
  if (!why_not.empty()) GTEST_SKIP() << why_not;
  EXPECT_THAT(Try(GetParam(), OptionsFor(GetParam())), Holds());
}

INSTANTIATE_TEST_SUITE_P(States, SoundGatewayTest, ::testing::ValuesIn(Behaviours()),
                         [](const auto& test) { return Word(NameOf(test.param)); });

class DefectTest : public CatalogueTest, public ::testing::WithParamInterface<ExpectedFinding> {};

TEST_P(DefectTest, IsFoundAndNamed) {
  std::string found;
  for (const Behaviour& behaviour : Behaviours()) {
    if (!WhyNot(behaviour).empty()) continue;
    TrialOptions options = OptionsFor(behaviour);
    options.stop_at = {GetParam().kinds.begin(), GetParam().kinds.end()};
    const TrialResult result = Try(behaviour, options, {"--defect", GetParam().defect});
    for (const FindingKind kind : GetParam().kinds) {
      if (result.Has(kind)) return;
    }
    for (const Finding& finding : result.AllFindings()) {
      found += "\n" + NameOf(behaviour) + ": " + ToString(finding.kind) + ": " + finding.text;
    }
  }
  FAIL() << "not found by '" << ToString(GetParam().kinds.front()) << "', but only by:" << found;
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

// A state without a row would be one in which nobody knows what the gateway does.
TEST(BehavioursTest, AreKnownForEachState) {
  std::set<std::string> states;
  for (const Behaviour& behaviour : Behaviours()) states.insert(behaviour.state);
  for (const StateEntry& entry : StateCatalogue())
    EXPECT_EQ(states.count(entry.name), 1) << entry.name;
}

}  // namespace
}  // namespace alert_gateway_test
