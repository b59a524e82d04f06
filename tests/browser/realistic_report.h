#pragma once

#include "gtest_redis/report/run_report.h"

namespace gtest_redis {

/// Such as a run leaves: a dozen of states, two of which fail, each time line another one. Its
/// places and counts are what browser_report.py looks for.
RunReport RealisticReport();
/// What no run should have, and one may: one sample, no sample, no time, enormous numbers.
RunReport OddReport();
/// Markup in each field that holds text.
RunReport HostileReport();
/// 100 rounds of 42 states; every third state fails in each round.
RunReport LargeReport();

}  // namespace gtest_redis
