#include "report/time_lanes.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <map>

#include "report/report_text.h"
#include "report/state_rounds.h"
#include "report/xml_writer.h"

namespace gtest_redis {
namespace {

using std::chrono::microseconds;

constexpr int kBarsHeight = 34;
constexpr int kColumnsHeight = 72;
constexpr int kRowHeight = 24;
constexpr int kTitleHeight = 18;
// Bars that would be narrower than a hundredth of the line are put together.
constexpr int kMostBars = 100;

void DrawLaneTitle(std::ostream& out, int top, const std::string& text) {
  out << "<text class=\"lane\" x=\"0\" y=\"" << top + 12 << "\">" << EscapeMarkup(text)
      << "</text>\n";
}

void DrawBase(std::ostream& out, int y) {
  out << "<line class=\"grid\" x1=\"0\" x2=\"100%\" y1=\"" << y << "\" y2=\"" << y << "\"/>\n";
}

struct Bar {
  microseconds from, to;
  std::int64_t count;
};

// What a count grew by between the samples. One that got smaller began anew.
std::vector<Bar> BarsOf(const TimeScale& scale, const StateReport& state,
                        std::int64_t RedisSample::*counter) {
  const microseconds narrowest = scale.length() / kMostBars;
  std::vector<Bar> bars;
  const RedisSample* before = nullptr;
  Bar bar{};
  for (const RedisSample& sample : state.samples) {
    if (!sample.answered) continue;
    if (before == nullptr) {
      bar.from = sample.at;
    } else {
      const std::int64_t was = before->*counter;
      const std::int64_t is = sample.*counter;
      bar.count += is >= was ? is - was : is;
      bar.to = sample.at;
      if (bar.to - bar.from >= narrowest) {
        if (bar.count > 0) bars.push_back(bar);
        bar = {sample.at, sample.at, 0};
      }
    }
    before = &sample;
  }
  if (bar.count > 0) bars.push_back(bar);
  return bars;
}

int DrawBars(std::ostream& out, const TimeScale& scale, const std::vector<Bar>& bars,
             const std::string& css, const std::string& title, const std::string& noun, int top) {
  if (bars.empty()) return top;
  std::int64_t most = 0;
  for (const Bar& bar : bars) most = std::max(most, bar.count);
  DrawLaneTitle(out, top, title);
  const int base = top + kTitleHeight + kBarsHeight;
  DrawGutterText(out, top + kTitleHeight + 8, ShortCount(most));
  DrawGutterText(out, base, "0");
  DrawBase(out, base);
  for (const Bar& bar : bars) {
    const double share = static_cast<double>(bar.count) / static_cast<double>(most);
    const int height = std::max(2, static_cast<int>(std::lround(share * kBarsHeight)));
    out << "<rect class=\"" << css << "\" x=\"" << scale.Place(bar.from) << "\" y=\""
        << base - height << "\" width=\"" << scale.Width(bar.from, bar.to) << "\" height=\""
        << height << "\"><title>" << CountText(bar.count, noun) << " " << css << ", "
        << DurationText(bar.from) << " to " << DurationText(bar.to) << "</title></rect>\n";
  }
  return base + 8;
}

std::string MarkTitle(const AnswerReport& answer) {
  std::string title = answer.request + ": ";
  title += answer.status == 0 ? "no answer" : std::to_string(answer.status);
  title += " after " + DurationText(answer.time) + ", at " + DurationText(answer.at) + ", " +
           ToString(answer.phase) + ", expected " + answer.statuses;
  if (!answer.findings.empty()) {
    title += "; " + CountText(static_cast<std::int64_t>(answer.findings.size()), "finding");
  }
  return title;
}

// Several marks at almost the same time are drawn one above the other.
class Crowd {
 public:
  int Offset(double percent) {
    static constexpr std::array<int, 3> kOffsets = {0, -5, 5};
    place_ = percent - last_ < 2.5 ? (place_ + 1) % kOffsets.size() : 0;
    last_ = percent;
    return kOffsets[place_];
  }

 private:
  double last_ = -100;
  std::size_t place_ = 0;
};

void DrawMark(std::ostream& out, const TimeScale& scale, const AnswerReport& answer,
              const std::string& id, int y) {
  const char status_class = StatusClass(answer.status);
  out << "<a href=\"#" << id << "\" tabindex=\"-1\" class=\"mark c" << status_class << "\"><title>"
      << EscapeMarkup(MarkTitle(answer)) << "</title><line x1=\"" << scale.Place(answer.at)
      << "\" x2=\"" << scale.Place(answer.at + answer.time) << "\" y1=\"" << y << "\" y2=\"" << y
      << "\"/>";
  if (!answer.findings.empty()) {
    out << "<circle class=\"ring\" r=\"8.5\" cx=\"" << scale.Place(answer.at) << "\" cy=\"" << y
        << "\"/>";
  }
  out << "<use href=\"#m" << status_class << "\" x=\"" << scale.Place(answer.at) << "\" y=\"" << y
      << "\"/></a>\n";
}

}  // namespace

void DrawGutterText(std::ostream& out, int y, const std::string& text) {
  out << "<text class=\"gutter\" x=\"-8\" y=\"" << y << "\">" << EscapeMarkup(text) << "</text>\n";
}

int DrawRefusals(std::ostream& out, const TimeScale& scale, const StateReport& state, int top) {
  return DrawBars(out, scale, BarsOf(scale, state, &RedisSample::refused), "refused",
                  "commands refused", "command", top);
}

int DrawEvictions(std::ostream& out, const TimeScale& scale, const StateReport& state, int top) {
  return DrawBars(out, scale, BarsOf(scale, state, &RedisSample::evicted_keys), "evicted",
                  "keys evicted", "key", top);
}

int DrawAnswers(std::ostream& out, const TimeScale& scale, const StateReport& state,
                const std::string& section, int top) {
  static constexpr char kRows[] = {'2', '3', '4', '5', '1', '0'};
  std::map<char, int> rows;  // Which there are, and where.
  for (const AnswerReport& answer : state.answers) {
    if (!answer.load) rows[StatusClass(answer.status)] = 0;
  }
  if (rows.empty()) return top;
  DrawLaneTitle(out, top, "answers");
  int y = top + kTitleHeight + kRowHeight / 2;
  for (const char row : kRows) {
    if (rows.count(row) == 0) continue;
    rows[row] = y;
    DrawBase(out, y);
    DrawGutterText(out, y + 4, StatusClassText(row));
    y += kRowHeight;
  }
  std::map<char, Crowd> crowds;
  for (std::size_t i = 0; i < state.answers.size(); ++i) {
    const AnswerReport& answer = state.answers[i];
    if (answer.load) continue;
    const char row = StatusClass(answer.status);
    const int offset = crowds[row].Offset(scale.Percent(answer.at));
    DrawMark(out, scale, answer, AnswerId(section, i), rows[row] + offset);
  }
  return y - kRowHeight / 2 + 12;
}

int DrawLoads(std::ostream& out, const TimeScale& scale, const StateReport& state, int top) {
  const microseconds step = scale.Step(kMostBars);
  std::map<microseconds::rep, std::map<int, std::int64_t>> columns;  // By number of the step.
  for (const AnswerReport& answer : state.answers) {
    if (!answer.load) continue;
    for (const LoadSample& sample : answer.load->samples()) {
      ++columns[(answer.at + sample.sent) / step][sample.status];
    }
  }
  if (columns.empty()) return top;
  std::int64_t most = 0;
  for (const auto& [number, statuses] : columns) {
    std::int64_t sum = 0;
    for (const auto& [status, count] : statuses) sum += count;
    most = std::max(most, sum);
  }
  DrawLaneTitle(out, top, "requests of the load, in each " + DurationText(step));
  const int base = top + kTitleHeight + kColumnsHeight;
  DrawGutterText(out, top + kTitleHeight + 8, ShortCount(most));
  DrawGutterText(out, base, "0");
  DrawBase(out, base);
  for (const auto& [number, statuses] : columns) {
    const microseconds from = number * step;
    double y = base;
    // The best are the lowest: 2xx, and last what was not answered at all.
    std::vector<std::pair<int, std::int64_t>> stack(statuses.begin(), statuses.end());
    if (stack.front().first == 0) std::rotate(stack.begin(), stack.begin() + 1, stack.end());
    for (const auto& [status, count] : stack) {
      const double height = static_cast<double>(count) / static_cast<double>(most) * kColumnsHeight;
      y -= height;
      out << "<rect class=\"load c" << StatusClass(status) << "\" x=\"" << scale.Place(from)
          << "\" y=\"" << Decimal(y, 1) << "\" width=\"" << scale.Width(from, from + step)
          << "\" height=\"" << Decimal(height, 1) << "\"><title>" << StatusText(status) << " x"
          << count << ", " << DurationText(from) << " to " << DurationText(from + step)
          << "</title></rect>\n";
    }
  }
  return base + 8;
}

}  // namespace gtest_redis
