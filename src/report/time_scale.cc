#include "report/time_scale.h"

#include <algorithm>
#include <cmath>

#include "report/report_text.h"

namespace gtest_redis {
namespace {

using std::chrono::microseconds;

// A line of no length could not be drawn.
constexpr microseconds kShortest{1000};

struct Unit {
  const char* text;
  double length;  // In microseconds.
};

Unit UnitOf(microseconds length) {
  const auto count = static_cast<double>(length.count());
  for (const Unit unit : {Unit{" h", 3600e6}, Unit{" min", 60e6}}) {
    if (count >= 3 * unit.length) return unit;
  }
  return count >= 1e6 ? Unit{" s", 1e6} : Unit{" ms", 1e3};
}

// The smallest of 1, 2, 5, 10, 20, 50, ... that is not below `least`.
double RoundUp(double least) {
  const double power = std::pow(10, std::floor(std::log10(least)));
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (factor * power >= least * 0.999999) return factor * power;
  }
  return 10 * power;
}

}  // namespace

TimeScale::TimeScale(const StateReport& state) : length_(std::max(state.duration, kShortest)) {
  for (const AnswerReport& answer : state.answers) {
    length_ = std::max(length_, answer.at + (answer.load ? answer.load->length() : answer.time));
  }
  if (!state.samples.empty()) length_ = std::max(length_, state.samples.back().at);
  length_ = std::max({length_, state.entered.value_or(length_), state.left.value_or(length_)});
}

double TimeScale::Percent(microseconds at) const {
  const double share = static_cast<double>(at.count()) / static_cast<double>(length_.count());
  return std::clamp(share * 100, 0.0, 100.0);
}

std::string TimeScale::Place(microseconds at) const { return Decimal(Percent(at), 2) + "%"; }

std::string TimeScale::Width(microseconds from, microseconds to) const {
  return Decimal(std::max(Percent(to) - Percent(from), 0.3), 2) + "%";
}

microseconds TimeScale::Step(int parts) const {
  const Unit unit = UnitOf(length_);
  const double step = RoundUp(static_cast<double>(length_.count()) / unit.length / parts);
  return microseconds(std::max<std::int64_t>(1, std::llround(step * unit.length)));
}

std::vector<TimeScale::Tick> TimeScale::Ticks() const {
  const Unit unit = UnitOf(length_);
  const microseconds step = Step(6);
  std::vector<Tick> ticks;
  for (microseconds::rep i = 0; i <= length_ / step; ++i) {
    const double value = static_cast<double>((i * step).count()) / unit.length;
    ticks.push_back({i * step, Decimal(value, 3) + unit.text});
  }
  return ticks;
}

}  // namespace gtest_redis
