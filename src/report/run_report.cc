#include "gtest_redis/report/run_report.h"

#include <algorithm>
#include <map>

namespace gtest_redis {
namespace {

std::string StatusText(int status) { return status == 0 ? "none" : std::to_string(status); }

// "503 x2, none".
std::string Counted(const std::map<int, std::size_t>& counts) {
  std::string text;
  for (auto it = counts.rbegin(); it != counts.rend(); ++it) {
    text += (text.empty() ? "" : ", ") + StatusText(it->first);
    if (it->second > 1) text += " x" + std::to_string(it->second);
  }
  return text;
}

void AddRefusals(const RefusalCounts& refused, ReportCell& cell) {
  for (const auto& [code, count] : refused) cell.refused[code] += count;
}

void AddAnswer(const AnswerReport& answer, ReportCell& cell, std::map<int, std::size_t>& statuses) {
  for (Finding finding : answer.findings) {
    if (answer.phase != Phase::kDegraded) {
      finding.text = ToString(answer.phase) + ": " + finding.text;
    }
    cell.findings.push_back(std::move(finding));
  }
  if (answer.phase != Phase::kDegraded) return;
  cell.expected = answer.statuses;
  cell.time = std::max(cell.time, answer.time);
  if (!answer.load) {
    ++statuses[answer.status];
    return;
  }
  for (const auto& [status, count] : answer.load->CountByStatus()) statuses[status] += count;
}

}  // namespace

std::string ToString(ReportOutcome outcome) {
  switch (outcome) {
    case ReportOutcome::kHeld:
      return "held";
    case ReportOutcome::kFailed:
      return "failed";
    case ReportOutcome::kSkipped:
      return "skipped";
    case ReportOutcome::kNotRun:
      return "not run";
  }
  return "";
}

ReportOutcome StateReport::outcome() const {
  if (!skipped.empty()) return ReportOutcome::kSkipped;
  if (!error.empty() || !Findings().empty()) return ReportOutcome::kFailed;
  return interrupted ? ReportOutcome::kNotRun : ReportOutcome::kHeld;
}

std::vector<ReportCell> StateReport::Cells() const {
  std::map<std::string, std::vector<const AnswerReport*>> answers_to;
  for (const AnswerReport& answer : answers) answers_to[answer.request].push_back(&answer);
  std::vector<ReportCell> cells;
  for (const std::string& request : requests) {
    ReportCell cell;
    cell.request = request;
    std::map<int, std::size_t> statuses;
    bool recovered = false;
    const AnswerReport* last = nullptr;
    for (const AnswerReport* answer : answers_to[request]) {
      recovered = recovered || answer->phase == Phase::kRecovered;
      AddAnswer(*answer, cell, statuses);
      if (answer->phase != Phase::kDegraded) continue;
      const bool together = last != nullptr && last->at == answer->at;
      if (!together) AddRefusals(answer->refused, cell);
      last = answer;
    }
    cell.got = Counted(statuses);
    if (!skipped.empty()) {
      cell.outcome = ReportOutcome::kSkipped;
    } else if (!cell.findings.empty()) {
      cell.outcome = ReportOutcome::kFailed;
    } else if (recovered) {
      cell.outcome = ReportOutcome::kHeld;
    }
    cells.push_back(std::move(cell));
  }
  return cells;
}

std::vector<Finding> StateReport::Findings() const {
  std::vector<Finding> all;
  for (const AnswerReport& answer : answers) {
    all.insert(all.end(), answer.findings.begin(), answer.findings.end());
  }
  all.insert(all.end(), leftovers.begin(), leftovers.end());
  return all;
}

bool RunReport::holds() const {
  return Count(ReportOutcome::kFailed) == 0 && Count(ReportOutcome::kHeld) > 0;
}

int RunReport::Count(ReportOutcome outcome) const {
  return static_cast<int>(
      std::count_if(states.begin(), states.end(),
                    [outcome](const StateReport& state) { return state.outcome() == outcome; }));
}

}  // namespace gtest_redis
