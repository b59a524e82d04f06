#pragma once

#include <ostream>
#include <vector>

#include "report/state_rounds.h"

namespace gtest_redis {

/// What is wrong, in plain words, each with a link to its evidence; the same of several rounds
/// or states once. Writes nothing when nothing is.
void WriteHtmlFindings(std::ostream& out, const std::vector<StateRounds>& groups);

}  // namespace gtest_redis
