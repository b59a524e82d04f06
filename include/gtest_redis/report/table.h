#pragma once

#include <cstddef>
#include <ostream>

#include "gtest_redis/report/run_report.h"

namespace gtest_redis {

/// For a person: a row for each state and request (what was expected and got in the state, what
/// Redis refused, the time), then every finding in plain words, what was skipped and why, and one
/// line with the sum. Rounds of the same state are one row, which says how many of them failed. No
/// line of the table is longer than `width` columns, which are 60 at least.
void WriteTable(std::ostream& out, const RunReport& report, std::size_t width = 80);

}  // namespace gtest_redis
