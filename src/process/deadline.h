#pragma once

#include <chrono>

namespace gtest_redis {

/// A point in time that a wait must not pass.
class Deadline {
 public:
  using Clock = std::chrono::steady_clock;

  explicit Deadline(std::chrono::milliseconds time) : end_(Clock::now() + time) {}

  bool passed() const { return Clock::now() >= end_; }
  /// What is left, at least zero.
  std::chrono::milliseconds remaining() const {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(end_ - Clock::now());
    return left.count() < 0 ? std::chrono::milliseconds(0) : left;
  }

 private:
  Clock::time_point end_;
};

/// Gives the processor away for `time`: the pause between two looks at something that cannot be
/// waited on. Never a substitute for looking.
void Pause(std::chrono::microseconds time);

/// Looks every 200 microseconds until `condition()` holds; false when the deadline passes first.
template <typename Condition>
bool WaitUntil(const Deadline& deadline, Condition condition) {
  while (!condition()) {
    if (deadline.passed()) return false;
    Pause(std::chrono::microseconds(200));
  }
  return true;
}

}  // namespace gtest_redis
