#pragma once

#include <ostream>

#include "report/state_rounds.h"

namespace gtest_redis {

/// Everything about one state: its sections, one for each round that is shown.
void WriteHtmlState(std::ostream& out, const StateRounds& group);

}  // namespace gtest_redis
