#pragma once

#include <string>

#include "process/deadline.h"

namespace gtest_redis {

/// Connects to a loopback port and closes again. Empty when that worked, else what happened:
/// "connection refused on 127.0.0.1:41001".
std::string ProbePort(int port, const Deadline& deadline);

}  // namespace gtest_redis
