// Whether CI systems take it, tests/house/junit.sh says, of golden/report.xml.

#include "gtest_redis/report/junit.h"

#include <gmock/gmock.h>

#include <sstream>

namespace gtest_redis {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string Written(const StateReport& state) {
  RunReport report;
  report.contract = "gateway";
  report.states = {state};
  std::ostringstream out;
  WriteJUnit(out, report);
  return out.str();
}

StateReport Held() {
  StateReport state;
  state.name = "hung";
  state.requests = {"get"};
  for (const Phase phase : {Phase::kHealthy, Phase::kDegraded, Phase::kRecovered}) {
    AnswerReport answer;
    answer.phase = phase;
    answer.request = "get";
    answer.time = std::chrono::microseconds(1'234'567);
    state.answers.push_back(answer);
  }
  return state;
}

constexpr char kGetHeld[] = "<testcase name=\"get\" classname=\"gateway.hung\" time=\"1.234\"/>";
constexpr char kGet[] = "<testcase name=\"get\" classname=\"gateway.hung\" time=\"1.234\">\n";
constexpr char kNothingLeft[] =
    "<testcase name=\"leftovers\" classname=\"gateway.hung\" time=\"0.000\"/>";

TEST(JUnitTest, EachRequestIsATestCase) {
  const std::string xml = Written(Held());
  EXPECT_THAT(xml, HasSubstr(kGetHeld));
  EXPECT_THAT(xml, HasSubstr(kNothingLeft));
  EXPECT_THAT(xml, HasSubstr("tests=\"2\" failures=\"0\" errors=\"0\" skipped=\"0\""));
}

TEST(JUnitTest, AFindingIsAFailureWithTheEvidence) {
  StateReport state = Held();
  state.answers[1].findings = {{FindingKind::kLate, "answered <late>"}};
  state.answers[1].story = "GET / was slow";
  const std::string xml = Written(state);
  EXPECT_THAT(xml, HasSubstr(std::string(kGet) +
                             "      <failure type=\"late\" message=\"answered &lt;late&gt;\">"
                             "late: answered &lt;late&gt;\n\ndegraded: GET / was slow\n"
                             "</failure>\n"));
  EXPECT_THAT(xml, HasSubstr("tests=\"2\" failures=\"1\" errors=\"0\" skipped=\"0\""));
}

TEST(JUnitTest, ACaseHasOneFailureHoweverManyFindings) {
  StateReport state = Held();
  state.answers[1].findings = {{FindingKind::kLate, "one"}, {FindingKind::kHang, "two"}};
  const std::string xml = Written(state);
  EXPECT_THAT(xml, HasSubstr("<failure type=\"late\" message=\"one (and 1 more)\">late: one\n"
                             "hang: two\n"));
  EXPECT_EQ(xml.find("<failure"), xml.rfind("<failure"));
}

TEST(JUnitTest, LeftoversAreACaseOfTheirOwn) {
  StateReport state = Held();
  state.leftovers = {{FindingKind::kKeyWithoutTtl, "left a key"}};
  EXPECT_THAT(Written(state),
              HasSubstr("<failure type=\"key-without-ttl\" message=\"left a key\">"));
  EXPECT_THAT(Written(state), HasSubstr(kGetHeld));
}

TEST(JUnitTest, AStateThatCouldNotBeRunIsAnError) {
  StateReport state = Held();
  state.answers.clear();
  state.error = "redis did not start\nits log: no";
  const std::string xml = Written(state);
  EXPECT_THAT(xml, HasSubstr("<error type=\"error\" message=\"redis did not start\">"
                             "redis did not start\nits log: no</error>"));
  EXPECT_THAT(xml, HasSubstr("tests=\"2\" failures=\"0\" errors=\"1\" skipped=\"1\""));
}

TEST(JUnitTest, AnErrorIsToldAlsoWhenAllRequestsHeld) {
  StateReport state = Held();
  state.error = "the state did not hold";
  const std::string xml = Written(state);
  EXPECT_THAT(xml, HasSubstr(kGetHeld));
  EXPECT_THAT(xml, HasSubstr("tests=\"2\" failures=\"0\" errors=\"1\" skipped=\"0\""));
}

TEST(JUnitTest, ASkipHasItsReason) {
  StateReport state = Held();
  state.answers.clear();
  state.skipped = "no cluster";
  const std::string xml = Written(state);
  EXPECT_THAT(xml, HasSubstr("<skipped message=\"no cluster\"/>"));
  EXPECT_THAT(xml, HasSubstr("tests=\"2\" failures=\"0\" errors=\"0\" skipped=\"2\""));
}

TEST(JUnitTest, WhatWasInterruptedIsSkipped) {
  StateReport state = Held();
  state.interrupted = true;
  state.answers.pop_back();
  const std::string xml = Written(state);
  EXPECT_THAT(xml, HasSubstr("<skipped message=\"not run to its end: the run was interrupted\"/>"));
  EXPECT_THAT(xml, HasSubstr("failures=\"0\" errors=\"0\" skipped=\"2\""));
}

TEST(JUnitTest, RoundsAreCasesOfOneSuite) {
  RunReport report;
  report.contract = "gateway";
  report.states = {Held(), Held()};
  report.states[1].round = 2;
  std::ostringstream out;
  WriteJUnit(out, report);
  EXPECT_THAT(out.str(), HasSubstr("name=\"get\""));
  EXPECT_THAT(out.str(), HasSubstr("name=\"get (round 2)\""));
  EXPECT_THAT(out.str(), HasSubstr("name=\"leftovers (round 2)\""));
  EXPECT_THAT(out.str(), HasSubstr("tests=\"4\""));
  EXPECT_THAT(out.str(), Not(HasSubstr("id=\"1\"")));
}

TEST(JUnitTest, TellsHowToReplayAFailure) {
  StateReport state = Held();
  state.kept = "kept/hung";
  EXPECT_THAT(Written(state), HasSubstr("gtest-redis replay kept/hung\n</system-out>"));
}

TEST(JUnitTest, NothingRunIsNoSuite) {
  std::ostringstream out;
  WriteJUnit(out, {});
  EXPECT_THAT(out.str(), HasSubstr("<testsuites/>"));
}

}  // namespace
}  // namespace gtest_redis
