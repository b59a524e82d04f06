#include "report/html_timeline.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <sstream>

#include "report/report_text.h"
#include "report/silence.h"
#include "report/time_lanes.h"
#include "report/time_scale.h"
#include "report/xml_writer.h"

namespace gtest_redis {
namespace {

using std::chrono::microseconds;

constexpr int kBandHeight = 22;
constexpr int kAxisHeight = 22;

// "used memory was between 1 MB and 63.9 MB, with a maxmemory of 64 MB".
std::string MemorySentence(const StateReport& state) {
  double lowest = 0;
  double highest = 0;
  double limit = 0;
  bool any = false;
  for (const RedisSample& sample : state.samples) {
    if (!sample.answered) continue;
    const auto used = static_cast<double>(sample.used_memory);
    lowest = any ? std::min(lowest, used) : used;
    highest = std::max(highest, used);
    limit = std::max(limit, static_cast<double>(sample.maxmemory));
    any = true;
  }
  if (!any) return "Redis was not seen to answer.";
  std::string text = "Redis used ";
  const std::string low = BytesText(lowest);
  const std::string high = BytesText(highest);
  text += low == high ? high : low + " to " + high;
  return text + (limit > 0 ? " of a maxmemory of " + BytesText(limit) + "."
                           : " of memory without a limit.");
}

std::string StateSentence(const StateReport& state) {
  if (!state.entered) return "The state was not reached.";
  std::string text = "The state held from " + DurationText(*state.entered);
  return text + (state.left ? " to " + DurationText(*state.left) + "." : " on.");
}

// "Answers: 201 x2, 503."
std::string AnswerSentence(const StateReport& state) {
  std::map<int, std::int64_t> counts;
  for (const AnswerReport& answer : state.answers) {
    if (!answer.load) {
      ++counts[answer.status];
      continue;
    }
    for (const auto& [status, count] : answer.load->CountByStatus()) {
      counts[status] += static_cast<std::int64_t>(count);
    }
  }
  std::string text;
  for (const auto& [status, count] : counts) {
    text += (text.empty() ? "Answers: " : ", ") + StatusText(status);
    if (count > 1) text += " x" + std::to_string(count);
  }
  return text.empty() ? "Nothing was asked." : text + ".";
}

std::string Sentence(const StateReport& state, const TimeScale& scale) {
  std::string text = DurationText(scale.length()) + " in all. " + StateSentence(state) + " ";
  if (!state.samples.empty()) text += MemorySentence(state) + " ";
  microseconds silent{0};
  for (const Silence& silence : SilencesOf(state, scale.length())) {
    silent += silence.to - silence.from;
  }
  if (silent.count() > 0) text += "It was silent for " + DurationText(silent) + ". ";
  return text + AnswerSentence(state);
}

void DrawBand(std::ostream& out, const TimeScale& scale, const StateReport& state, int height) {
  if (!state.entered) return;
  const microseconds left = std::max(state.left.value_or(scale.length()), *state.entered);
  out << "<g class=\"band\"><title>" << EscapeMarkup(state.name) << " held, "
      << DurationText(*state.entered) << " to " << DurationText(left) << "</title><rect x=\""
      << scale.Place(*state.entered) << "\" y=\"0\" width=\"" << scale.Width(*state.entered, left)
      << "\" height=\"" << height << "\"/>";
  // The text ends with the band where it would else leave the time line.
  const bool ends = scale.Percent(*state.entered) > 50;
  out << "<text x=\"" << scale.Place(ends ? left : *state.entered) << "\" dx=\"" << (ends ? -5 : 5)
      << "\" y=\"15\"" << (ends ? " class=\"end\"" : "") << ">" << EscapeMarkup(state.name)
      << "</text></g>\n";
}

void DrawTimeAxis(std::ostream& out, const TimeScale& scale, int y) {
  out << "<line class=\"axis\" x1=\"0\" x2=\"100%\" y1=\"" << y << "\" y2=\"" << y << "\"/>\n";
  for (const TimeScale::Tick& tick : scale.Ticks()) {
    const std::string x = scale.Place(tick.at);
    out << "<line class=\"axis\" x1=\"" << x << "\" x2=\"" << x << "\" y1=\"" << y << "\" y2=\""
        << y + 4 << "\"/><text class=\"tick\" x=\"" << x << "\" y=\"" << y + 17 << "\">"
        << tick.text << "</text>\n";
  }
}

void WriteLegend(std::ostream& out, const StateReport& state) {
  std::map<char, bool> classes;
  bool found = false;
  for (const AnswerReport& answer : state.answers) {
    found = found || (!answer.load && !answer.findings.empty());
    if (!answer.load) classes[StatusClass(answer.status)];
    if (!answer.load) continue;
    for (const auto& [status, count] : answer.load->CountByStatus()) classes[StatusClass(status)];
  }
  const auto entry = [&out](const std::string& drawing, const std::string& text) {
    out << "<li><svg class=\"key\" aria-hidden=\"true\">" << drawing << "</svg>" << text << "</li>";
  };
  out << "<ul class=\"legend\" aria-hidden=\"true\">";
  for (const auto& [status_class, unused] : classes) {
    entry(std::string("<use class=\"c") + status_class + "\" href=\"#m" + status_class +
              "\" x=\"10\" y=\"10\"/>",
          status_class == '0' ? "no answer" : StatusClassText(status_class));
  }
  if (found) entry("<circle class=\"ring\" r=\"8.5\" cx=\"10\" cy=\"10\"/>", "has a finding");
  if (state.entered) {
    entry("<g class=\"band\"><rect y=\"2\" width=\"20\" height=\"16\"/></g>", "the state holds");
  }
  if (!SilencesOf(state, state.duration).empty()) {
    entry("<rect class=\"silent\" y=\"2\" width=\"20\" height=\"16\"/>", "Redis does not answer");
  }
  out << "</ul>\n";
}

}  // namespace

void WriteHtmlTimeline(std::ostream& out, const StateReport& state, const std::string& section) {
  if (state.answers.empty() && state.samples.empty()) return;
  const TimeScale scale(state);
  std::ostringstream lanes;
  lanes.imbue(std::locale::classic());
  int y = kBandHeight;
  y = DrawMemory(lanes, scale, state, y);
  y = DrawRefusals(lanes, scale, state, y);
  y = DrawEvictions(lanes, scale, state, y);
  y = DrawAnswers(lanes, scale, state, section, y);
  y = DrawLoads(lanes, scale, state, y);

  out << "<figure class=\"timeline\">\n<svg role=\"img\" aria-labelledby=\"" << section
      << "t\" height=\"" << y + kAxisHeight << "\">\n";
  DrawBand(out, scale, state, y);
  out << lanes.str();
  DrawTimeAxis(out, scale, y);
  out << "</svg>\n";
  WriteLegend(out, state);
  out << "<figcaption id=\"" << section << "t\">" << Sentence(state, scale)
      << "</figcaption>\n</figure>\n";
}

void WriteHtmlSymbols(std::ostream& out) {
  out << R"svg(<svg class="symbols" width="0" height="0" aria-hidden="true"><defs>
<circle id="m2" r="5"/>
<path id="m3" d="M-5 0 0-6 5 0 0 6Z"/>
<path id="m4" d="M0-6 6 5H-6Z"/>
<path id="m5" d="M-5-5H5V5H-5Z"/>
<path id="m1" d="M-5-2H5V2H-5Z"/>
<path id="m0" d="M-5-5 5 5M5-5-5 5"/>
<pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path d="M0 0V6"/></pattern>
</defs></svg>
)svg";
}

}  // namespace gtest_redis
