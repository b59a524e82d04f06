#pragma once

#include <chrono>

#include "contract/environment_text.h"
#include "gtest_redis/report/run_report.h"

namespace gtest_redis {

/// What a report tells of one step of a trial, without secrets. Times count from `begin`.
AnswerReport MakeAnswerReport(const TrialStep& step, std::chrono::steady_clock::time_point begin,
                              const EnvironmentText& environment);

/// The same, without secrets.
std::vector<Finding> Hidden(std::vector<Finding> findings, const EnvironmentText& environment);

}  // namespace gtest_redis
