#include "gtest_redis/report/run_report.h"

#include <gmock/gmock.h>

#include "report/sample_report.h"

namespace gtest_redis {
namespace {

using std::chrono::microseconds;

AnswerReport Answer(Phase phase, int status, const std::string& request = "get") {
  AnswerReport answer;
  answer.phase = phase;
  answer.request = request;
  answer.status = status;
  answer.statuses = "503";
  return answer;
}

StateReport Held() {
  StateReport state;
  state.requests = {"get"};
  state.answers = {Answer(Phase::kHealthy, 200), Answer(Phase::kDegraded, 503),
                   Answer(Phase::kRecovered, 200)};
  return state;
}

const Finding kLate = {FindingKind::kLate, "answered late"};

TEST(RunReportTest, AStateHoldsThatWasRunToItsEndWithoutAFinding) {
  EXPECT_EQ(Held().outcome(), ReportOutcome::kHeld);
}

TEST(RunReportTest, AStateFailsByAFindingALeftoverOrAnError) {
  StateReport state = Held();
  state.answers[2].findings = {kLate};
  EXPECT_EQ(state.outcome(), ReportOutcome::kFailed);
  state = Held();
  state.leftovers = {kLate};
  EXPECT_EQ(state.outcome(), ReportOutcome::kFailed);
  state = Held();
  state.error = "redis did not start";
  EXPECT_EQ(state.outcome(), ReportOutcome::kFailed);
}

TEST(RunReportTest, AnInterruptedStateIsNotRunUnlessItHasFailedBefore) {
  StateReport state = Held();
  state.interrupted = true;
  EXPECT_EQ(state.outcome(), ReportOutcome::kNotRun);
  state.answers[1].findings = {kLate};
  EXPECT_EQ(state.outcome(), ReportOutcome::kFailed);
}

TEST(RunReportTest, ASkippedStateHasSkippedCells) {
  StateReport state = Held();
  state.answers.clear();
  state.skipped = "no cluster";
  EXPECT_EQ(state.outcome(), ReportOutcome::kSkipped);
  EXPECT_EQ(state.Cells().at(0).outcome, ReportOutcome::kSkipped);
}

TEST(RunReportTest, ACellIsNotRunUntilItsRequestWasAskedAfterTheState) {
  StateReport state = Held();
  state.answers.pop_back();
  EXPECT_EQ(state.Cells().at(0).outcome, ReportOutcome::kNotRun);
  EXPECT_EQ(Held().Cells().at(0).outcome, ReportOutcome::kHeld);
}

TEST(RunReportTest, ACellCountsWhatCameInTheStateAlone) {
  StateReport state = Held();
  state.answers[0].refused = {{"LOADING", 5}};
  state.answers[0].time = microseconds(99);
  state.answers[1].refused = {{"OOM", 2}};
  state.answers[1].time = microseconds(7);
  for (const int status : {503, 0}) {
    state.answers.push_back(Answer(Phase::kDegraded, status));
    state.answers.back().refused = {{"OOM", 1}, {"READONLY", 1}};
    state.answers.back().time = microseconds(3);
    state.answers.back().at = microseconds(status + 1);
  }
  const ReportCell cell = state.Cells().at(0);
  EXPECT_EQ(cell.request, "get");
  EXPECT_EQ(cell.expected, "503");
  EXPECT_EQ(cell.got, "503 x2, none");
  EXPECT_EQ(cell.refused, (RefusalCounts{{"OOM", 4}, {"READONLY", 2}}));
  EXPECT_EQ(cell.time, microseconds(7));
}

TEST(RunReportTest, ACellCountsOnceWhatWasRefusedToManyAtATime) {
  StateReport state = Held();
  state.answers[1].at = microseconds(5);
  state.answers[1].refused = {{"OOM", 8}};
  state.answers.push_back(state.answers[1]);
  EXPECT_EQ(state.Cells().at(0).refused, (RefusalCounts{{"OOM", 8}}));
}

TEST(RunReportTest, ACellCountsAllAnswersOfALoad) {
  const LoadSample sample = {0, {}, {}, {}, 201, HttpFailure::kNone};
  StateReport state = Held();
  state.answers[1].load = LoadResult({sample, sample, sample}, {}, microseconds(9));
  EXPECT_EQ(state.Cells().at(0).got, "201 x3");
}

TEST(RunReportTest, TheFindingsOfOtherPhasesSayWhenTheyWere) {
  StateReport state = Held();
  for (AnswerReport& answer : state.answers) answer.findings = {kLate};
  const std::vector<Finding> findings = state.Cells().at(0).findings;
  ASSERT_EQ(findings.size(), 3u);
  EXPECT_EQ(findings[0].text, "healthy: answered late");
  EXPECT_EQ(findings[1].text, "answered late");
  EXPECT_EQ(findings[2].text, "recovered: answered late");
}

TEST(RunReportTest, CellsAreInTheOrderOfTheContract) {
  StateReport state = Held();
  state.requests = {"put", "get"};
  const std::vector<ReportCell> cells = state.Cells();
  ASSERT_EQ(cells.size(), 2u);
  EXPECT_EQ(cells[0].request, "put");
  EXPECT_EQ(cells[0].got, "");
  EXPECT_EQ(cells[1].request, "get");
  EXPECT_EQ(cells[1].got, "503");
}

TEST(RunReportTest, LeftoversAreTheLastFindings) {
  StateReport state = Held();
  state.answers[2].findings = {kLate};
  state.leftovers = {{FindingKind::kConnectionLeak, "left 3 connections"}};
  const std::vector<Finding> all = state.Findings();
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].kind, FindingKind::kLate);
  EXPECT_EQ(all[1].kind, FindingKind::kConnectionLeak);
}

TEST(RunReportTest, CountsStatesByOutcome) {
  const RunReport report = SampleReport();
  EXPECT_EQ(report.Count(ReportOutcome::kHeld), 2);
  EXPECT_EQ(report.Count(ReportOutcome::kFailed), 4);
  EXPECT_EQ(report.Count(ReportOutcome::kSkipped), 1);
  EXPECT_EQ(report.Count(ReportOutcome::kNotRun), 1);
}

TEST(RunReportTest, ARunHoldsWhenAStateHeldAndNoneFailed) {
  RunReport report;
  EXPECT_FALSE(report.holds()) << "nothing was run";
  report.states.resize(1);
  report.states[0].skipped = "no cluster";
  EXPECT_FALSE(report.holds()) << "nothing was run";
  report.states.push_back(Held());
  EXPECT_TRUE(report.holds());
  report.states.push_back(Held());
  report.states.back().error = "redis did not start";
  EXPECT_FALSE(report.holds());
}

}  // namespace
}  // namespace gtest_redis
