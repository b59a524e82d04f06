#pragma once

#include <ostream>

#include "gtest_redis/report/run_report.h"

namespace gtest_redis {

/// JUnit XML as CI systems read it: a test suite for each state, a test case for each of its
/// requests, one more ("leftovers") for what belongs to no request; failures with the findings and
/// their evidence, errors for a state that could not be run, skips with their reason. What XML
/// cannot hold is replaced.
void WriteJUnit(std::ostream& out, const RunReport& report);

}  // namespace gtest_redis
