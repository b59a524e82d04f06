#pragma once

#include <string>
#include <vector>

#include "process/deadline.h"

namespace gtest_redis {

/// The numeric addresses of a host, in the order to be tried; none when it has none, or when the
/// deadline passes first.
std::vector<std::string> Resolve(const std::string& host, const Deadline& deadline);

}  // namespace gtest_redis
