#include "report/html_matrix.h"

#include <algorithm>
#include <string>

#include "report/report_text.h"
#include "report/xml_writer.h"

namespace gtest_redis {
namespace {

// Texts of rounds that differ, beyond which they are only counted.
constexpr std::size_t kTextsShown = 3;

std::vector<std::string> RequestsOf(const std::vector<StateRounds>& groups) {
  std::vector<std::string> all;
  for (const StateRounds& group : groups) {
    for (const std::string& request : group.first().requests) {
      if (std::find(all.begin(), all.end(), request) == all.end()) all.push_back(request);
    }
  }
  return all;
}

// One request of a state, over all rounds.
struct MergedCell {
  int rounds = 0;  // In which it was to be asked.
  int failed = 0;
  ReportOutcome outcome = ReportOutcome::kNotRun;
  std::string expected;
  std::vector<std::string> got;  // Those that differ.
  const StateReport* worst = nullptr;
};

void Merge(const ReportCell& cell, const StateReport& round, MergedCell& merged) {
  ++merged.rounds;
  const bool failed = cell.outcome == ReportOutcome::kFailed;
  if (failed) ++merged.failed;
  if (merged.worst == nullptr || (failed && merged.failed == 1)) merged.worst = &round;
  if (failed || (merged.failed == 0 && cell.outcome == ReportOutcome::kHeld)) {
    merged.outcome = cell.outcome;
  }
  if (merged.expected.empty()) merged.expected = cell.expected;
  if (std::find(merged.got.begin(), merged.got.end(), cell.got) == merged.got.end()) {
    merged.got.push_back(cell.got);
  }
}

std::string GotText(const MergedCell& cell) {
  if (cell.got.size() > kTextsShown) return std::to_string(cell.got.size()) + " different answers";
  std::string text;
  for (const std::string& got : cell.got) {
    text += (text.empty() ? "" : " or ") + (got.empty() ? "not asked" : got);
  }
  return text;
}

void WriteCell(std::ostream& out, const StateRounds& group, const std::string& request,
               const MergedCell& cell) {
  if (cell.rounds == 0) {
    out << "<td class=\"absent\">not in this state</td>";
    return;
  }
  const std::vector<const StateReport*>& shown = group.shown();
  const bool has_section = std::find(shown.begin(), shown.end(), cell.worst) != shown.end();
  const StateReport& round = has_section ? *cell.worst : group.first();
  out << "<td class=\"" << OutcomeClass(cell.outcome) << "\"><a href=\"#"
      << group.EvidenceId(round, request) << "\">" << OutcomeSign(cell.outcome) << "<b>";
  if (cell.outcome == ReportOutcome::kNotRun) {
    out << "not run</b>";
  } else {
    out << EscapeMarkup(GotText(cell)) << "</b>";
  }
  if (cell.outcome == ReportOutcome::kFailed) {
    if (cell.rounds > 1)
      out << "<small>" << cell.failed << " of " << cell.rounds << " failed</small>";
    if (!cell.expected.empty()) {
      out << "<small>expected " << EscapeMarkup(cell.expected) << "</small>";
    }
  }
  out << "</a></td>";
}

// In place of cells: what there is to say instead of answers; empty where there are some.
std::string Instead(const StateReport& state) {
  if (!state.skipped.empty()) return "skipped: " + state.skipped;
  if (!state.answers.empty()) return "";
  if (!state.error.empty()) return "error: " + state.error;
  return state.requests.empty() ? "asks nothing" : "";
}

void WriteRow(std::ostream& out, const StateRounds& group,
              const std::vector<std::string>& requests) {
  const StateReport& worst = group.worst();
  out << "<tr class=\"" << OutcomeClass(group.outcome()) << "\"><th scope=\"row\"><a href=\"#"
      << group.Id(worst) << "\">" << OutcomeSign(group.outcome()) << EscapeMarkup(group.name())
      << "</a>";
  if (group.all().size() > 1) {
    out << "<small>"
        << (group.failed().empty() ? CountText(static_cast<int>(group.all().size()), "round")
                                   : std::to_string(group.failed().size()) + " of " +
                                         std::to_string(group.all().size()) + " failed")
        << "</small>";
  }
  if (!worst.leftovers.empty()) {
    out << "<small>" << CountText(static_cast<int>(worst.leftovers.size()), "leftover")
        << "</small>";
  }
  if (!worst.error.empty()) out << "<small>error</small>";
  if (worst.interrupted) out << "<small>interrupted</small>";
  out << "</th>";
  const std::string instead = Instead(worst);
  if (!instead.empty() || requests.empty()) {
    out << "<td class=\"instead\" colspan=\"" << std::max<std::size_t>(requests.size(), 1)
        << "\"><span>" << EscapeMarkup(instead) << "</span></td></tr>\n";
    return;
  }
  std::vector<MergedCell> cells(requests.size());
  for (const StateReport* round : group.all()) {
    for (const ReportCell& cell : round->Cells()) {
      const auto column = std::find(requests.begin(), requests.end(), cell.request);
      if (column == requests.end()) continue;
      Merge(cell, *round, cells[static_cast<std::size_t>(column - requests.begin())]);
    }
  }
  for (std::size_t i = 0; i < cells.size(); ++i) WriteCell(out, group, requests[i], cells[i]);
  out << "</tr>\n";
}

}  // namespace

void WriteHtmlMatrix(std::ostream& out, const std::vector<StateRounds>& groups) {
  if (groups.empty()) return;
  const std::vector<std::string> requests = RequestsOf(groups);
  out << "<section aria-labelledby=\"matrix\">\n<h2 id=\"matrix\">What came, by state and request"
         "</h2>\n<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-labelledby=\"matrix\">\n"
         "<table class=\"matrix\">\n<thead><tr><th scope=\"col\">State</th>";
  for (const std::string& request : requests) {
    out << "<th scope=\"col\">" << EscapeMarkup(request) << "</th>";
  }
  out << "</tr></thead>\n<tbody>\n";
  for (const StateRounds& group : groups) WriteRow(out, group, requests);
  out << "</tbody>\n</table>\n</div>\n</section>\n";
}

}  // namespace gtest_redis
