#pragma once

#include <ostream>
#include <set>
#include <string>

#include "gtest_redis/report/run_report.h"
#include "report/time_scale.h"

namespace gtest_redis {

// What a time line shows, in SVG, one above the other. Each of these begins at `top`, and returns
// where it ends: at `top` when there is nothing to show.

/// Used memory as an area, maxmemory as a line, hatched where Redis did not answer.
int DrawMemory(std::ostream& out, const TimeScale& scale, const StateReport& state, int top);

/// Bars of what was refused, or evicted, between one sample and the next.
int DrawRefusals(std::ostream& out, const TimeScale& scale, const StateReport& state, int top);
int DrawEvictions(std::ostream& out, const TimeScale& scale, const StateReport& state, int top);

/// A row for each class of statuses, and in it a mark for each answer, with a line for as long as
/// it took. Marks lead to the answers of that section.
int DrawAnswers(std::ostream& out, const TimeScale& scale, const StateReport& state,
                const std::string& section, int top);

/// Loads as columns, by status, stacked.
int DrawLoads(std::ostream& out, const TimeScale& scale, const StateReport& state, int top);

/// The text of an axis, left of the line.
void DrawGutterText(std::ostream& out, int y, const std::string& text);

}  // namespace gtest_redis
