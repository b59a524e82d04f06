#pragma once

#include <ostream>
#include <vector>

#include "report/state_rounds.h"

namespace gtest_redis {

/// States by requests: what came, and whether it held; each cell leads to its evidence.
void WriteHtmlMatrix(std::ostream& out, const std::vector<StateRounds>& groups);

}  // namespace gtest_redis
