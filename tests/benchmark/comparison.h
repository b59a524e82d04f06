#pragma once

#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <vector>

namespace gtest_redis {

using Seconds = std::chrono::duration<double>;

inline double Median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

template <typename Function>
double Time(const Function& function) {
  const auto start = std::chrono::steady_clock::now();
  function();
  return Seconds(std::chrono::steady_clock::now() - start).count();
}

/// Measures `subject` beside `floor`, the least that it could cost, in turns, so that both see the
/// same machine. Each returns the seconds that it took. Reports the medians in milliseconds, and
/// their ratio.
inline void Compare(benchmark::State& state, const std::function<double()>& subject,
                    const std::function<double()>& floor) {
  std::vector<double> subjects;
  std::vector<double> floors;
  for (auto _ : state) {
    floors.push_back(floor());
    subjects.push_back(subject());
    state.SetIterationTime(subjects.back());
  }
  state.counters["median_ms"] = Median(subjects) * 1e3;
  state.counters["floor_ms"] = Median(floors) * 1e3;
  state.counters["ratio"] = Median(subjects) / Median(floors);
}

}  // namespace gtest_redis
