#include "gtest_redis/report/html.h"

#include <cstddef>
#include <locale>
#include <sstream>
#include <string>
#include <vector>

#include "report/html_findings.h"
#include "report/html_matrix.h"
#include "report/html_state.h"
#include "report/html_timeline.h"
#include "report/report_css.h"
#include "report/report_text.h"
#include "report/state_rounds.h"
#include "report/xml_writer.h"

namespace gtest_redis {
namespace {

// "2 of 42 states failed".
std::string VerdictText(const std::vector<StateRounds>& groups) {
  const std::size_t failed = CountOutcome(groups, ReportOutcome::kFailed);
  const std::size_t held = CountOutcome(groups, ReportOutcome::kHeld);
  const std::string of_all = " of " + CountText(static_cast<int>(groups.size()), "state");
  if (failed > 0) return std::to_string(failed) + of_all + " failed";
  if (held == 0) return "No state was run to its end";
  if (held < groups.size()) return std::to_string(held) + of_all + " held";
  return groups.size() == 1 ? "The one state held" : "All " + std::to_string(held) + " states held";
}

// What the verdict leaves open.
std::string Rest(const RunReport& report, const std::vector<StateRounds>& groups) {
  std::string text;
  const auto add = [&text](const std::string& part) { text += (text.empty() ? "" : ", ") + part; };
  for (const ReportOutcome outcome :
       {ReportOutcome::kHeld, ReportOutcome::kSkipped, ReportOutcome::kNotRun}) {
    const std::size_t count = CountOutcome(groups, outcome);
    if (count > 0 && count < groups.size()) add(std::to_string(count) + " " + ToString(outcome));
  }
  if (report.interrupted) add("interrupted before its end");
  return text;
}

void WriteFact(std::ostream& out, const char* name, const std::string& value) {
  if (!value.empty()) {
    out << "<div><dt>" << name << "</dt><dd>" << EscapeMarkup(value) << "</dd></div>\n";
  }
}

void WriteHeader(std::ostream& out, const RunReport& report,
                 const std::vector<StateRounds>& groups) {
  const ReportOutcome outcome = CountOutcome(groups, ReportOutcome::kFailed) > 0
                                    ? ReportOutcome::kFailed
                                : report.holds() && !report.interrupted ? ReportOutcome::kHeld
                                                                        : ReportOutcome::kNotRun;
  out << "<header>\n<p class=\"kind\">Redis contract</p>\n<h1>" << EscapeMarkup(report.contract)
      << "</h1>\n";
  if (!report.about.empty()) {
    out << "<p class=\"about\">" << EscapeMarkup(report.about) << "</p>\n";
  }
  out << "<p class=\"verdict " << OutcomeClass(outcome) << "\">" << OutcomeSign(outcome)
      << "<strong>" << VerdictText(groups) << "</strong>";
  const std::string rest = Rest(report, groups);
  if (!rest.empty()) out << " <span>" << rest << "</span>";
  out << "</p>\n<dl>\n";
  WriteFact(out, "Redis", report.redis.empty() ? "none could be had" : report.redis);
  WriteFact(out, "Service", report.service);
  WriteFact(out, "Contract", report.file);
  WriteFact(out, "Started", MomentText(report.started));
  WriteFact(out, "Took", DurationText(report.duration));
  WriteFact(out, "Seed", report.seed);
  out << "</dl>\n</header>\n";
}

}  // namespace

void WriteHtml(std::ostream& out, const RunReport& report) {
  const std::vector<StateRounds> groups = GroupRounds(report);
  std::ostringstream page;
  page.imbue(std::locale::classic());  // Numbers are written as CSS and SVG read them.
  page << "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
          "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
          "style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">\n"
          "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
          "<meta name=\"color-scheme\" content=\"light dark\">\n<title>"
       << EscapeMarkup(report.contract) << ": " << VerdictText(groups) << "</title>\n<style>\n"
       << kReportCss << "</style>\n</head>\n<body>\n";
  WriteHtmlSymbols(page);
  WriteHeader(page, report, groups);
  page << "<main>\n";
  WriteHtmlFindings(page, groups);
  WriteHtmlMatrix(page, groups);
  if (!groups.empty()) {
    page << "<section aria-labelledby=\"states\">\n<h2 id=\"states\">State by state</h2>\n";
    for (const StateRounds& group : groups) WriteHtmlState(page, group);
    page << "</section>\n";
  }
  page << "</main>\n<footer><p>Written by gtest-redis</p></footer>\n</body>\n</html>\n";
  out << page.str();
}

}  // namespace gtest_redis
