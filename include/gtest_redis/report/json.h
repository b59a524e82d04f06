#pragma once

#include <ostream>
#include <string>

#include "gtest_redis/report/run_report.h"

namespace gtest_redis {

/// All of the model, for programs: one object, in UTF-8 (what is none is replaced). Its members
/// have the names of those of RunReport (run_report.h), and of the structs in it, and their
/// meanings:
///
///   * A time is a number of milliseconds, with a fraction; `started` is one since 1970, UTC,
///     without. `entered`, `left` and `load` are there only when there is something to say.
///   * Phases, findings and outcomes are words: "degraded", "swallowed-refusal", "not run". What
///     became of a request of a load is "none" (it was answered), "refused", "timeout", "closed" or
///     "malformed".
///   * Refusals are an object, {"OOM": 2}.
///   * Said beside the model: whether it `holds`; the `outcome` of each state, and its `cells`, one
///     for each request.
///
/// Names and meanings stay as they are once published; new members may be added.
void WriteJson(std::ostream& out, const RunReport& report);

/// What WriteJson() wrote, read again; members that it does not know are passed over. Throws Error
/// for what is none of it, naming the member: "/states/0/answers/2/status is 'x', ...".
RunReport ReadJson(const std::string& text);

}  // namespace gtest_redis
