#pragma once

#include <cstddef>
#include <ostream>
#include <vector>

#include "report/state_rounds.h"

namespace gtest_redis {

/// What was found in the rounds of one state, in plain words: each finding once, with how often it
/// came and what was answered then; errors; where the evidence is kept. Nothing where nothing is
/// wrong. Returns how many findings were told.
std::size_t TellFindings(std::ostream& out, const StateRounds& rounds, std::size_t width);

}  // namespace gtest_redis
