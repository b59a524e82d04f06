#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "gtest_redis/report/run_report.h"

namespace gtest_redis {

/// From moments to places on a time line. Places are percentages, so that the line is as wide as
/// there is room, and its texts stay as large as they are.
class TimeScale {
 public:
  /// As long as `state`, and as everything in it.
  explicit TimeScale(const StateReport& state);

  std::chrono::microseconds length() const { return length_; }
  /// From 0 to 100.
  double Percent(std::chrono::microseconds at) const;
  /// "12.34%".
  std::string Place(std::chrono::microseconds at) const;
  /// How wide that interval is: enough to be seen.
  std::string Width(std::chrono::microseconds from, std::chrono::microseconds to) const;

  struct Tick {
    std::chrono::microseconds at;
    std::string text;  ///< "250 ms".
  };
  /// Seven at most, at round numbers.
  std::vector<Tick> Ticks() const;
  /// A round length of time of which the line has `parts` at most.
  std::chrono::microseconds Step(int parts) const;

 private:
  std::chrono::microseconds length_;
};

}  // namespace gtest_redis
