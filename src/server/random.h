#pragma once

#include <random>

namespace gtest_redis {

/// A source of chance of this thread, different in each process.
std::mt19937& Random();

}  // namespace gtest_redis
