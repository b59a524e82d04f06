#pragma once

#include <ostream>

#include "gtest_redis/report/run_report.h"

namespace gtest_redis {

/// One page that needs nothing beside itself: the matrix of states and requests, each verdict with
/// its evidence, and a time line for each state, with used memory against maxmemory, evictions,
/// refusals, and every answer by its status. For wide and narrow screens, light and dark, and
/// paper. Everything that comes from outside is escaped.
void WriteHtml(std::ostream& out, const RunReport& report);

}  // namespace gtest_redis
