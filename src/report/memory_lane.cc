#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "report/report_text.h"
#include "report/silence.h"
#include "report/time_lanes.h"

namespace gtest_redis {
namespace {

using std::chrono::microseconds;

constexpr int kHeight = 110;
constexpr int kTitleHeight = 18;
// Points of one area, above which only the highest of each part are drawn.
constexpr std::size_t kMostPoints = 300;
// Up to so many, each sample is drawn as a dot, too.
constexpr std::size_t kMostDots = 24;
// A limit that is so many times as high would leave nothing to see of the memory.
constexpr double kFarAbove = 4;

// From bytes to heights.
class MemoryScale {
 public:
  MemoryScale(const StateReport& state, int base) : base_(base) {
    double peak = 0;
    double limit = 0;
    for (const RedisSample& sample : state.samples) {
      if (!sample.answered) continue;
      peak = std::max(peak, static_cast<double>(sample.used_memory));
      limit = std::max(limit, static_cast<double>(sample.maxmemory));
    }
    highest_ = std::max(peak, peak == 0 || limit <= peak * kFarAbove ? limit : 0.0) * 1.2;
    if (highest_ == 0) highest_ = 1;
  }

  double highest() const { return highest_; }
  double Y(double bytes) const { return base_ - std::min(1.0, bytes / highest_) * kHeight; }
  std::string Place(double bytes) const { return Decimal(Y(bytes), 1); }

 private:
  int base_;
  double highest_;
};

void DrawAxis(std::ostream& out, const MemoryScale& scale) {
  const double step = std::exp2(std::floor(std::log2(scale.highest() / 2)));
  for (double bytes = 0; bytes <= scale.highest() * 0.95; bytes += step) {
    const std::string y = scale.Place(bytes);
    out << "<line class=\"grid\" x1=\"0\" x2=\"100%\" y1=\"" << y << "\" y2=\"" << y << "\"/>\n";
    DrawGutterText(out, static_cast<int>(scale.Y(bytes)) + 4, BytesText(bytes));
  }
}

// Samples between which Redis answered all the time.
std::vector<std::vector<RedisSample>> RunsOf(const StateReport& state) {
  std::vector<std::vector<RedisSample>> runs(1);
  for (const RedisSample& sample : state.samples) {
    if (sample.answered) {
      runs.back().push_back(sample);
    } else if (!runs.back().empty()) {
      runs.emplace_back();
    }
  }
  if (runs.back().empty()) runs.pop_back();
  return runs;
}

// Of each part the first and the highest, and the last of all.
std::vector<RedisSample> Thinned(const std::vector<RedisSample>& run) {
  if (run.size() <= kMostPoints) return run;
  const std::size_t part = (run.size() * 2 + kMostPoints - 1) / kMostPoints;
  std::vector<RedisSample> thin;
  for (std::size_t i = 0; i < run.size(); i += part) {
    const auto begin = run.begin() + static_cast<std::ptrdiff_t>(i);
    const auto end = run.begin() + static_cast<std::ptrdiff_t>(std::min(i + part, run.size()));
    const auto highest = std::max_element(begin, end, [](const auto& one, const auto& other) {
      return one.used_memory < other.used_memory;
    });
    thin.push_back(*begin);
    if (highest != begin) thin.push_back(*highest);
  }
  thin.push_back(run.back());
  return thin;
}

void DrawArea(std::ostream& out, const TimeScale& time, const MemoryScale& memory,
              const std::vector<RedisSample>& samples) {
  const std::vector<RedisSample> run = Thinned(samples);
  std::string line;
  for (const RedisSample& sample : run) {
    line += (line.empty() ? "" : "L") + Decimal(time.Percent(sample.at), 2) + " " +
            memory.Place(static_cast<double>(sample.used_memory));
  }
  const std::string base = memory.Place(0);
  // Stretched to the width of the time line, which only the percentages of other elements follow.
  out << "<svg width=\"100%\" height=\"" << base << "\" viewBox=\"0 0 100 " << base
      << "\" preserveAspectRatio=\"none\"><path class=\"area\" d=\"M" << line << "L"
      << Decimal(time.Percent(run.back().at), 2) << " " << base << "L"
      << Decimal(time.Percent(run.front().at), 2) << " " << base
      << "Z\"/><path class=\"used\" d=\"M" << line << "\"/></svg>\n";
  if (run.size() > kMostDots) return;
  for (const RedisSample& sample : run) {
    out << "<circle class=\"dot\" r=\"2.5\" cx=\"" << time.Place(sample.at) << "\" cy=\""
        << memory.Place(static_cast<double>(sample.used_memory)) << "\"><title>"
        << BytesText(static_cast<double>(sample.used_memory)) << " at " << DurationText(sample.at)
        << "</title></circle>\n";
  }
}

// As long as maxmemory stays the same, from one sample to another.
struct Limit {
  microseconds from, to;
  std::uint64_t bytes;
};

std::vector<Limit> LimitsOf(const TimeScale& scale, const StateReport& state) {
  std::vector<Limit> limits;
  for (const RedisSample& sample : state.samples) {
    if (!sample.answered) continue;
    if (!limits.empty()) limits.back().to = sample.at;
    if (limits.empty() || limits.back().bytes != sample.maxmemory) {
      limits.push_back({sample.at, sample.at, sample.maxmemory});
    }
  }
  if (!limits.empty()) limits.back().to = scale.length();
  return limits;
}

// Where the text of a limit stands, in percent of the width, and its height.
struct LimitText {
  double begin, end, y;
};

bool Collide(const LimitText& one, const LimitText& other) {
  return one.begin < other.end && other.begin < one.end && std::abs(one.y - other.y) < 14;
}

void DrawLimits(std::ostream& out, const TimeScale& time, const MemoryScale& memory,
                const std::vector<Limit>& limits) {
  constexpr double kTextWidth = 45;  // On a telephone; elsewhere it is less.
  std::vector<LimitText> texts;
  for (const Limit& limit : limits) {
    if (limit.bytes == 0) continue;
    const auto bytes = static_cast<double>(limit.bytes);
    const double y = memory.Y(bytes);
    const std::string name = "maxmemory " + BytesText(bytes);
    out << "<g class=\"limit\"><title>" << name << ", " << DurationText(limit.from) << " to "
        << DurationText(limit.to) << "</title><line x1=\"" << time.Place(limit.from) << "\" x2=\""
        << time.Place(limit.to) << "\" y1=\"" << Decimal(y, 1) << "\" y2=\"" << Decimal(y, 1)
        << "\"/>";
    // Right of the middle, a text ends where the line does.
    const double begin = time.Percent(limit.from);
    const double end = time.Percent(limit.to);
    const bool ends = begin > 50;
    const LimitText text =
        ends ? LimitText{end - kTextWidth, end, y} : LimitText{begin, begin + kTextWidth, y};
    const bool is_free = std::none_of(texts.begin(), texts.end(),
                                      [&text](const LimitText& one) { return Collide(one, text); });
    if (is_free) {
      texts.push_back(text);
      out << "<text x=\"" << time.Place(ends ? limit.to : limit.from) << "\" dx=\""
          << (ends ? -4 : 4) << "\" y=\"" << Decimal(y - 5, 1) << "\""
          << (ends ? " class=\"end\"" : "") << ">" << (bytes > memory.highest() ? "↑ " : "") << name
          << "</text>";
    }
    out << "</g>\n";
  }
}

void DrawSilences(std::ostream& out, const TimeScale& scale, const StateReport& state, int top) {
  for (const Silence& silence : SilencesOf(state, scale.length())) {
    out << "<rect class=\"silent\" x=\"" << scale.Place(silence.from) << "\" y=\"" << top
        << "\" width=\"" << scale.Width(silence.from, silence.to) << "\" height=\"" << kHeight
        << "\"><title>redis did not answer, " << DurationText(silence.from) << " to "
        << DurationText(silence.to) << "</title></rect>\n";
  }
}

}  // namespace

int DrawMemory(std::ostream& out, const TimeScale& scale, const StateReport& state, int top) {
  if (state.samples.empty()) return top;
  out << "<text class=\"lane\" x=\"0\" y=\"" << top + 12 << "\">used memory</text>\n";
  const int base = top + kTitleHeight + kHeight;
  const MemoryScale memory(state, base);
  const std::vector<std::vector<RedisSample>> runs = RunsOf(state);
  if (!runs.empty()) DrawAxis(out, memory);
  for (const std::vector<RedisSample>& run : runs) DrawArea(out, scale, memory, run);
  DrawSilences(out, scale, state, top + kTitleHeight);
  DrawLimits(out, scale, memory, LimitsOf(scale, state));
  return base + 10;
}

}  // namespace gtest_redis
