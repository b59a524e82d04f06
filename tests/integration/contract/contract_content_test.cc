// What a contract asks of answers: captured values, matchers, refusals, loads.
#include <gmock/gmock.h>

#include "contract/contract_fixture.h"

namespace gtest_redis {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class ContractContentTest : public ContractTest {
 protected:
  // What is found of new signals that are expected so.
  static std::vector<Finding> OfNewSignal(const std::string& expectation,
                                          const std::string& in_state = "healthy") {
    Json contract = GatewayContract();
    contract["requests"]["new_signal"]["expect"] = Json::parse(expectation);
    return Run(contract, in_state).Findings();
  }
  static std::string Texts(const std::vector<Finding>& findings) {
    std::string texts;
    for (const Finding& finding : findings)
      texts += ToString(finding.kind) + ": " + finding.text + "\n";
    return texts;
  }
};

TEST_F(ContractContentTest, UsesWhatItCaptured) {
  Json contract = GatewayContract();
  contract["requests"]["new_signal"]["capture"] = {{"status", "/status"},
                                                   {"type", "header content-type"}};
  contract["requests"]["look"] = Json::parse(
      R"({"path": "/healthz?{new_signal.status}", "headers": {"X-Type": "{new_signal.type}"}})");
  contract["requests"]["look"]["expect"] = 200;
  const StateReport report = Run(contract, "full");
  EXPECT_EQ(report.outcome(), ReportOutcome::kHeld) << report.error;
  int looks = 0;
  for (const AnswerReport& answer : report.answers) {
    if (answer.request != "look") continue;
    ++looks;
    EXPECT_EQ(answer.sent, "GET /healthz?created");
  }
  EXPECT_EQ(looks, 3);
}

TEST_F(ContractContentTest, TellsWhatWasNotThereToBeCaptured) {
  Json contract = GatewayContract();
  contract["requests"]["new_signal"]["capture"] = {{"id", "/no/such"}};
  contract["requests"]["look"] = {{"path", "/healthz?{new_signal.id}"}, {"expect", 200}};
  const StateReport report = Run(contract, "healthy");
  EXPECT_EQ(report.outcome(), ReportOutcome::kFailed);
  EXPECT_EQ(report.error,
            "the request 'look' needs {new_signal.id}, which no 2xx answer to 'new_signal' had");
}

TEST_F(ContractContentTest, FillsTheTextsOfJsonAndKeepsTheirForm) {
  Json contract = GatewayContract();
  // A quote in what was captured must not end the text that it is put into.
  contract["requests"]["new_signal"]["json"]["name"] = "say \"{unique}\" {{x}";
  EXPECT_EQ(Run(contract, "full").outcome(), ReportOutcome::kHeld);
}

TEST_F(ContractContentTest, IsContentWithWhatMatches) {
  EXPECT_EQ(Texts(OfNewSignal(R"({"status": 201,
      "json": {"/status": "created", "/fingerprint": {"is": "string"}, "/error": {"present": false}},
      "headers": {"Content-Type": {"matches": "json"}, "Retry-After": {"present": false}}})")),
            "");
}

TEST_F(ContractContentTest, FindsWhatDoesNotMatch) {
  EXPECT_THAT(Texts(OfNewSignal(R"({"status": 201, "json": {"/status": "stored"}})")),
              AllOf(HasSubstr("unexpected-content"), HasSubstr("its '/status' is 'created'")));
  EXPECT_THAT(Texts(OfNewSignal(R"({"status": 201, "json": {"/id": {"present": true}}})")),
              AllOf(HasSubstr("unexpected-content"), HasSubstr("'/id'")));
  EXPECT_THAT(Texts(OfNewSignal(R"({"status": 201, "body": "created"})")),
              HasSubstr("unexpected-content"));
  EXPECT_THAT(
      Texts(OfNewSignal(R"({"status": 201, "headers": {"Content-Type": {"matches": "xml"}}})")),
      AllOf(HasSubstr("unexpected-content"), HasSubstr("'Content-Type'")));
}

TEST_F(ContractContentTest, FindsAHeaderThatIsMissing) {
  EXPECT_THAT(Texts(OfNewSignal(R"({"status": 201, "headers": {"ETag": {"present": true}}})")),
              AllOf(HasSubstr("missing-header"), Not(HasSubstr("unexpected-content"))));
  const StateReport report = Run(GatewayContract(), "full", WithDefect("drops-retry-after"));
  EXPECT_THAT(Found(report), Contains("new_signal: missing-header"));
}

TEST_F(ContractContentTest, LooksWhyRedisRefused) {
  Json contract = GatewayContract();
  Json& expected = contract["states"]["full"]["expect"]["new_signal"];
  expected = Json::parse(R"({"status": 503, "refused": ["OOM"]})");
  EXPECT_THAT(Found(Run(contract, "full")), IsEmpty());
  expected["refused"] = {"READONLY"};
  EXPECT_THAT(Found(Run(contract, "full")), Contains("new_signal: unexpected-refusal"));
}

TEST_F(ContractContentTest, LeavesOutWhatIsIntended) {
  Json contract = GatewayContract();
  contract["states"]["full"]["expect"]["new_signal"] =
      Json::parse(R"({"status": 503, "intended": ["missing-header"]})");
  EXPECT_THAT(Found(Run(contract, "full", WithDefect("drops-retry-after"))), IsEmpty());
}

TEST_F(ContractContentTest, HeedsDeadlines) {
  EXPECT_THAT(Texts(OfNewSignal(R"({"status": 201, "within": "2s"})")), IsEmpty());
  Json contract = GatewayContract();
  contract["states"]["healthy"]["within"] = "700ms";
  const StateReport report = Run(contract, "healthy");
  EXPECT_EQ(report.answers[0].expected, "201 within 700 ms");
}

TEST_F(ContractContentTest, LoadsInPlaceOfSingleRequests) {
  Json contract = GatewayContract();
  contract["states"]["full"]["expect"]["new_signal"] = Json::parse(
      R"({"status": 503, "load": {"rate": 100, "concurrency": 4, "duration": "300ms", "share": 0.5}})");
  const StateReport report = Run(contract, "full");
  EXPECT_EQ(report.outcome(), ReportOutcome::kHeld) << report.error;
  const AnswerReport& load = report.answers[3];
  ASSERT_TRUE(load.load.has_value());
  EXPECT_GT(load.load->Count(503), 5U);
  EXPECT_GT(report.samples.size(), report.answers.size() + 5);

  contract["states"]["full"]["expect"]["new_signal"]["status"] = 201;
  EXPECT_THAT(Found(Run(contract, "full")), Not(IsEmpty()));
}

}  // namespace
}  // namespace gtest_redis
