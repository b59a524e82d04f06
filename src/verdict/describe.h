#pragma once

#include <chrono>
#include <set>
#include <string>

#include "gtest_redis/gate/traffic.h"
#include "gtest_redis/verdict/evidence.h"

namespace gtest_redis {

/// "SET 'key'"; of what could hold a secret, the name only.
std::string Describe(const GateCommand& command);
/// "was refused (OOM ...)", "was answered", "got no whole reply".
std::string DescribeFate(const CommandFate& fate);
/// "12 ms", "0.4 ms".
std::string DescribeTime(std::chrono::microseconds time);
/// "201", or "not": how an answer begins a sentence.
std::string DescribeAnswer(const HttpResponse& response);
/// "202 or 503", "200 to 204", "5xx".
std::string DescribeStatuses(const std::set<int>& statuses);

/// Whether a command asks for data, or changes some: not SELECT, PING, MULTI and their kin.
bool IsData(const GateCommand& command);

}  // namespace gtest_redis
