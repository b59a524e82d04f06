#include "gtest_redis/report/table.h"

#include <algorithm>
#include <string>
#include <vector>

#include "report/report_text.h"
#include "report/state_rounds.h"
#include "report/table_findings.h"
#include "report/text_grid.h"
#include "report/text_layout.h"

namespace gtest_redis {
namespace {

constexpr std::size_t kNarrowest = 60;

char Mark(bool failed) { return failed ? '!' : ' '; }

// "failed", or of several rounds "failed 3 of 100".
std::string Times(const std::string& what, std::size_t count, std::size_t rounds) {
  if (rounds == 1) return what;
  return what + " " + std::to_string(count) + " of " + std::to_string(rounds);
}

// All rounds as if they were one.
StateReport Together(const StateRounds& rounds) {
  StateReport all = rounds.first();
  all.answers.clear();
  all.skipped.clear();
  for (const StateReport* round : rounds.all()) {
    all.answers.insert(all.answers.end(), round->answers.begin(), round->answers.end());
  }
  return all;
}

// The cells of each round.
using CellsOfRounds = std::vector<std::vector<ReportCell>>;

std::size_t CountCells(const CellsOfRounds& rounds, std::size_t cell, ReportOutcome outcome) {
  return static_cast<std::size_t>(
      std::count_if(rounds.begin(), rounds.end(), [&](const std::vector<ReportCell>& cells) {
        return cell < cells.size() && cells[cell].outcome == outcome;
      }));
}

// The statuses that came, and what became of the request where that is not seen from them.
std::string Got(const CellsOfRounds& rounds, std::size_t cell, const std::string& statuses) {
  const std::size_t failed = CountCells(rounds, cell, ReportOutcome::kFailed);
  const std::size_t not_run = CountCells(rounds, cell, ReportOutcome::kNotRun);
  std::string got = statuses;
  const auto add = [&](const std::string& what, std::size_t count) {
    got += (got.empty() ? "" : "; ") + Times(what, count, rounds.size());
  };
  if (failed > 0 && (rounds.size() > 1 || statuses.empty())) add("failed", failed);
  if (not_run > 0) add(statuses.empty() ? "not run" : "not finished", not_run);
  return got;
}

// With no line end at those spaces: "OOM x2", "12 ms".
std::string Glued(std::string text, const std::string& space) {
  for (auto at = text.find(space); at != std::string::npos; at = text.find(space, at)) {
    text.replace(at, 1, TextGrid::kGlue);
  }
  return text;
}

void AddState(TextGrid& grid, const StateRounds& rounds) {
  const std::size_t count = rounds.all().size();
  std::string name = rounds.name();  // In the first row only.
  if (rounds.outcome() == ReportOutcome::kSkipped) {
    grid.AddWide(' ', name, "skipped: " + rounds.first().skipped);
    return;
  }
  const StateReport together = Together(rounds);
  const std::vector<ReportCell> cells = together.Cells();
  CellsOfRounds cells_of_rounds;
  for (const StateReport* round : rounds.all()) cells_of_rounds.push_back(round->Cells());
  for (std::size_t i = 0; i < cells.size() && !together.answers.empty(); ++i) {
    const ReportCell& cell = cells[i];
    const bool asked = !cell.got.empty();
    grid.Add(Mark(!cell.findings.empty()),
             {name, cell.request, cell.expected, Glued(Got(cells_of_rounds, i, cell.got), " x"),
              asked ? Glued(RefusalsText(cell.refused), " x") : "",
              asked ? Glued(DurationText(cell.time), " ") : ""});
    name.clear();
  }
  const auto add_line = [&](char mark, const std::string& text) {
    grid.AddWide(mark, name, text);
    name.clear();
  };
  std::size_t left = 0, errors = 0;
  for (const StateReport* round : rounds.all()) {
    if (!round->leftovers.empty()) ++left;
    if (!round->error.empty()) ++errors;
  }
  if (left > 0) add_line('!', Times("left something behind", left, count));
  if (errors > 0) add_line('!', Times("could not be run to its end", errors, count));
  if (!name.empty()) add_line(' ', ToString(rounds.outcome()));
}

std::string Sum(const RunReport& report, const std::vector<StateRounds>& states,
                std::size_t findings) {
  std::string sum = CountText(static_cast<std::int64_t>(states.size()), "state");
  const char* before = ": ";
  for (const ReportOutcome outcome : {ReportOutcome::kHeld, ReportOutcome::kFailed,
                                      ReportOutcome::kSkipped, ReportOutcome::kNotRun}) {
    const std::size_t count = CountOutcome(states, outcome);
    if (count == 0) continue;
    sum += before + std::to_string(count) + " " + ToString(outcome);
    before = ", ";
  }
  std::size_t rounds = 1;
  for (const StateRounds& state : states) rounds = std::max(rounds, state.all().size());
  if (rounds > 1) sum += "; " + std::to_string(rounds) + " rounds";
  return sum + "; " + CountText(static_cast<std::int64_t>(findings), "finding") + "; " +
         DurationText(report.duration);
}

}  // namespace

void WriteTable(std::ostream& out, const RunReport& report, std::size_t width) {
  width = std::max(width, kNarrowest);
  const std::vector<StateRounds> states = GroupRounds(report);
  std::size_t findings = 0;
  if (!states.empty()) {
    TextGrid grid({"state", "request", "expected", "got", "redis refused", "time"});
    for (const StateRounds& state : states) AddState(grid, state);
    grid.Print(out, width);
    for (const StateRounds& state : states) findings += TellFindings(out, state, width);
    out << "\n";
  }
  if (report.interrupted) {
    out << Hanging("", "The run was interrupted: nothing is known of what was not run.", width);
  }
  if (!report.holds() && report.Count(ReportOutcome::kFailed) == 0) {
    out << Hanging("", "Nothing was proved: no state was run to its end.", width);
  }
  out << Hanging("", Sum(report, states, findings), width);
}

}  // namespace gtest_redis
