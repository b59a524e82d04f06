#pragma once

#include <chrono>
#include <vector>

#include "gtest_redis/report/run_report.h"

namespace gtest_redis {

/// An interval in which Redis could not be asked.
struct Silence {
  std::chrono::microseconds from, to;
};

/// From each sample without an answer to the next one with an answer, or to `end`.
inline std::vector<Silence> SilencesOf(const StateReport& state, std::chrono::microseconds end) {
  std::vector<Silence> silences;
  bool silent = false;
  for (const RedisSample& sample : state.samples) {
    if (!sample.answered && !silent) silences.push_back({sample.at, end});
    if (sample.answered && silent) silences.back().to = sample.at;
    silent = !sample.answered;
  }
  return silences;
}

}  // namespace gtest_redis
