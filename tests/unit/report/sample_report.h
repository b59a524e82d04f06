#pragma once

#include <string>

#include "gtest_redis/report/run_report.h"

namespace gtest_redis {

/// A report with everything in it that a report can hold: states that held, failed (in one of two
/// rounds, too), were skipped, could not be run, and were interrupted; a load, leftovers; and, in
/// what the service answered, all that could break a writer. Always the same.
RunReport SampleReport();

/// Text that is markup, ends CDATA, has quotes, an emoji, terminal escapes, NUL, and no UTF-8.
std::string HostileText();

}  // namespace gtest_redis
