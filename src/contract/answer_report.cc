#include "contract/answer_report.h"

#include <sstream>

#include "verdict/describe.h"

namespace gtest_redis {

std::vector<Finding> Hidden(std::vector<Finding> findings, const EnvironmentText& environment) {
  for (Finding& finding : findings) finding.text = environment.Hide(finding.text);
  return findings;
}

AnswerReport MakeAnswerReport(const TrialStep& step, std::chrono::steady_clock::time_point begin,
                              const EnvironmentText& environment) {
  const Verdict& verdict = step.verdict;
  const Evidence& evidence = verdict.evidence;
  AnswerReport report;
  report.phase = step.phase;
  report.request = step.name;
  report.sent = environment.Hide(verdict.request.method + " " + verdict.request.target);
  report.at = std::chrono::duration_cast<std::chrono::microseconds>(evidence.sent - begin);
  report.time = evidence.response.duration;
  report.status = evidence.response.status;
  report.error = environment.Hide(evidence.response.error);
  report.expected = ToString(verdict.expectation);
  report.statuses = DescribeStatuses(verdict.expectation.statuses);
  report.refused = evidence.gate ? evidence.traffic.refusals : evidence.refusals;
  report.findings = Hidden(verdict.findings, environment);
  std::ostringstream story;
  story << verdict;
  report.story = environment.Hide(story.str());
  report.load = step.load;
  return report;
}

}  // namespace gtest_redis
