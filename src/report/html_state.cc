#include "report/html_state.h"

#include <string>

#include "report/html_timeline.h"
#include "report/report_text.h"
#include "report/xml_writer.h"

namespace gtest_redis {
namespace {

void WriteFindings(std::ostream& out, const std::vector<Finding>& findings) {
  if (findings.empty()) return;
  out << "<ul class=\"findings\">";
  for (const Finding& finding : findings) {
    out << "<li><b>" << ToString(finding.kind) << "</b> " << EscapeMarkup(finding.text) << "</li>";
  }
  out << "</ul>";
}

// "503 x18, none x2": in place of a status.
std::string LoadText(const LoadResult& load) {
  std::string text;
  const auto counts = load.CountByStatus();
  for (auto it = counts.rbegin(); it != counts.rend(); ++it) {
    text += (text.empty() ? "" : ", ") + StatusText(it->first) + " x" + std::to_string(it->second);
  }
  return text.empty() ? "nothing" : text;
}

void WriteGot(std::ostream& out, const AnswerReport& answer) {
  const char status_class = StatusClass(answer.status);
  out << "<td data-label=\"Got\"><svg class=\"key\" aria-hidden=\"true\"><use class=\"c"
      << status_class << "\" href=\"#m" << status_class << "\" x=\"10\" y=\"10\"/></svg><b>"
      << (answer.load ? LoadText(*answer.load) : StatusText(answer.status)) << "</b>";
  if (!answer.error.empty()) out << "<small>" << EscapeMarkup(answer.error) << "</small>";
  out << "</td>";
}

void WriteTime(std::ostream& out, const AnswerReport& answer) {
  out << "<td data-label=\"Time\">" << DurationText(answer.time);
  if (answer.load && answer.load->Count() > 0) {
    out << "<small>median " << DurationText(answer.load->Percentile(50)) << ", longest "
        << DurationText(answer.load->Longest()) << "</small>";
  }
  out << "</td>";
}

void WriteAnswer(std::ostream& out, const AnswerReport& answer, const std::string& id) {
  const bool held = answer.findings.empty();
  const bool more = !held || !answer.story.empty();
  out << "<tbody id=\"" << id << "\" class=\"" << (held ? "held" : "failed")
      << "\">\n<tr><th scope=\"row\">"
      << OutcomeSign(held ? ReportOutcome::kHeld : ReportOutcome::kFailed)
      << EscapeMarkup(answer.request) << "<code>" << EscapeMarkup(answer.sent)
      << "</code></th><td data-label=\"Expected\">" << EscapeMarkup(answer.expected) << "</td>";
  WriteGot(out, answer);
  out << "<td data-label=\"Redis refused\"" << (answer.refused.empty() ? " class=\"nothing\"" : "")
      << ">" << EscapeMarkup(RefusalsText(answer.refused)) << "</td>";
  WriteTime(out, answer);
  out << "<td data-label=\"At\">" << DurationText(answer.at) << "</td></tr>\n";
  if (more) {
    out << "<tr class=\"more\"><td colspan=\"6\">";
    WriteFindings(out, answer.findings);
    if (!answer.story.empty()) {
      out << "<details class=\"story\"" << (held ? "" : " open")
          << "><summary>The whole story</summary><pre>" << EscapeMarkup(answer.story)
          << "</pre></details>";
    }
    out << "</td></tr>\n";
  }
  out << "</tbody>\n";
}

void WritePhase(std::ostream& out, const StateReport& round, Phase phase,
                const std::string& section) {
  bool begun = false;
  for (std::size_t i = 0; i < round.answers.size(); ++i) {
    const AnswerReport& answer = round.answers[i];
    if (answer.phase != phase) continue;
    if (!begun) {
      out << "<table class=\"answers\">\n<caption>"
          << (phase == Phase::kHealthy    ? "Healthy, before the state"
              : phase == Phase::kDegraded ? "Degraded, in the state"
                                          : "Recovered, after the state")
          << "</caption>\n<thead><tr><th scope=\"col\">Request</th><th scope=\"col\">Expected</th>"
             "<th scope=\"col\">Got</th><th scope=\"col\">Redis refused</th>"
             "<th scope=\"col\">Time</th><th scope=\"col\">At</th></tr></thead>\n";
    }
    begun = true;
    WriteAnswer(out, answer, AnswerId(section, i));
  }
  if (begun) out << "</table>\n";
}

void WriteNote(std::ostream& out, const char* css, const char* name, const std::string& text) {
  if (text.empty()) return;
  out << "<p class=\"note " << css << "\"><b>" << name << "</b> " << EscapeMarkup(text) << "</p>\n";
}

void WriteKept(std::ostream& out, const StateReport& round) {
  if (round.kept.empty()) return;
  out << "<div class=\"kept\"><p>Everything is kept in <code>" << EscapeMarkup(round.kept)
      << "</code>. To see it again, anywhere:</p><pre>gtest-redis replay "
      << EscapeMarkup(ShellWord(round.kept)) << "</pre></div>\n";
}

void WriteRound(std::ostream& out, const StateRounds& group, const StateReport& round) {
  const std::string id = group.Id(round);
  const ReportOutcome outcome = round.outcome();
  out << "<details class=\"state " << OutcomeClass(outcome) << "\""
      << (outcome == ReportOutcome::kFailed ? " open" : "") << ">\n<summary><h3>"
      << OutcomeSign(outcome) << EscapeMarkup(round.name);
  if (group.all().size() > 1) out << " <small>round " << round.round << "</small>";
  out << "</h3><span class=\"meaning\">" << EscapeMarkup(round.meaning)
      << "</span><span class=\"took\">"
      << (round.skipped.empty() ? DurationText(round.duration) : "skipped")
      << "</span></summary>\n<div class=\"body\" id=\"" << id << "\">\n<p class=\"what\"><code>"
      << EscapeMarkup(round.state) << "</code>";
  if (round.line > 0) out << " <span>line " << round.line << " of the contract</span>";
  out << "</p>\n";
  if (!round.why.empty()) out << "<p class=\"why\">" << EscapeMarkup(round.why) << "</p>\n";
  WriteNote(out, "skipped", "Skipped.", round.skipped);
  WriteNote(out, "failed", "Not run to its end.", round.error);
  if (round.interrupted) WriteNote(out, "failed", "Interrupted", "before its end.");
  if (!round.leftovers.empty()) {
    out << "<div class=\"left\"><p>Left over, of no single request:</p>";
    WriteFindings(out, round.leftovers);
    out << "</div>\n";
  }
  WriteHtmlTimeline(out, round, id);
  for (const Phase phase : {Phase::kHealthy, Phase::kDegraded, Phase::kRecovered}) {
    WritePhase(out, round, phase, id);
  }
  WriteKept(out, round);
  out << "</div>\n</details>\n";
}

// Of the rounds that have no section.
void WriteOthers(std::ostream& out, const StateRounds& group) {
  const std::size_t rounds = group.all().size();
  if (rounds == group.shown().size()) return;
  const std::size_t failed = group.failed().size();
  std::size_t failed_shown = 0;
  for (const StateReport* round : group.shown()) {
    if (round->outcome() == ReportOutcome::kFailed) ++failed_shown;
  }
  out << "<p class=\"rounds\">" << failed << " of " << CountText(static_cast<int>(rounds), "round")
      << " of " << EscapeMarkup(group.name()) << " failed; ";
  if (failed > failed_shown) out << "of these, the first " << failed_shown << " are shown; ";
  out << "the other rounds are in the JSON report.</p>\n";
}

}  // namespace

void WriteHtmlState(std::ostream& out, const StateRounds& group) {
  for (const StateReport* round : group.shown()) WriteRound(out, group, *round);
  WriteOthers(out, group);
}

}  // namespace gtest_redis
