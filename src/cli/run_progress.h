#pragma once

#include <string>

#include "gtest_redis/report/run_report.h"

namespace gtest_redis {

/// Tells on standard error how far a run is: on a terminal in one line that is rewritten, else in a
/// line for each state that is done. One thread at a time.
class RunProgress {
 public:
  /// `total`: how many states there are to go through, each round counted.
  RunProgress(bool quiet, int total);

  void Begin(const std::string& state, int round);
  void End(const StateReport& report);
  /// Takes the line away that is rewritten, so that something else can be said.
  void Clear() const;

 private:
  std::string Count() const;

  const bool quiet_;
  const int total_;
  const bool terminal_;
  int done_ = 0;
  int failed_ = 0;
};

}  // namespace gtest_redis
