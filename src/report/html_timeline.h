#pragma once

#include <ostream>
#include <string>

#include "gtest_redis/report/run_report.h"

namespace gtest_redis {

/// The time line of one state, drawn and in a sentence. `section` is the anchor of its section.
/// Writes nothing when nothing was asked and no sample taken.
void WriteHtmlTimeline(std::ostream& out, const StateReport& state, const std::string& section);

/// What all time lines of a page share: the shapes of marks, the patterns.
void WriteHtmlSymbols(std::ostream& out);

}  // namespace gtest_redis
