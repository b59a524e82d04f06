#pragma once

#include <ostream>
#include <string>

#include "gtest_redis/report/run_report.h"

namespace gtest_redis {

/// All of the model, for programs: one object, in UTF-8 (what is none is replaced), times in
/// milliseconds. Names and meanings of its members stay as they are once published; new ones may
/// be added.
void WriteJson(std::ostream& out, const RunReport& report);

/// What WriteJson() wrote, read again. Throws Error for what is none of it, naming the member.
RunReport ReadJson(const std::string& text);

}  // namespace gtest_redis
