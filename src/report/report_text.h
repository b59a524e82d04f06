#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "gtest_redis/report/run_report.h"

namespace gtest_redis {

// How reports say things. What these return holds no markup, unless they say so.

/// At most so many digits behind the point, and no zeros at the end: "1.5", "2". Whatever the
/// locale.
std::string Decimal(double value, int digits);
/// "0.4 ms", "12 ms", "1.25 s", "2 min 5 s", "3 h 2 min".
std::string DurationText(std::chrono::microseconds duration);
/// In units of 1024, as Redis counts: "512 KB", "63.9 MB".
std::string BytesText(double bytes);
/// For an axis: "950", "12k", "9.2E".
std::string ShortCount(std::int64_t count);
/// "1 command", "12 commands".
std::string CountText(std::int64_t count, const std::string& noun);
/// "OOM x2, READONLY"; "nothing".
std::string RefusalsText(const RefusalCounts& refusals);
/// "503", "none".
std::string StatusText(int status);
/// "2024-03-09 14:05:06 UTC".
std::string MomentText(std::chrono::system_clock::time_point moment);
/// So that a shell takes it as one word.
std::string ShellWord(const std::string& word);

/// '2', '3', '4', '5'; '0' for no answer, '1' for any other status. Also the end of the class and
/// of the symbol by which it is drawn: "c5", "#m5".
char StatusClass(int status);
/// "5xx", "none", "other".
std::string StatusClassText(char status_class);

/// "failed", "not-run": the class by which it is drawn.
std::string OutcomeClass(ReportOutcome outcome);
/// Markup: a sign for the eye, and the word for who does not see it.
std::string OutcomeSign(ReportOutcome outcome);

}  // namespace gtest_redis
