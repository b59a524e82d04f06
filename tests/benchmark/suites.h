#pragma once

#include <string>
#include <vector>

namespace gtest_redis {

/// How many tests "Empty" and "EmptyRedis" have.
inline constexpr int kTests = 1000;

/// Runs the tests of one of these suites, on whatever back end the environment says, and returns
/// the seconds that each took, from before its fixture's constructor to after its destructor:
///   Empty                   TESTs that do nothing
///   EmptyRedis              RedisTests that do nothing
///   OneEmptyRedis           one of those, which is the first of a program
///   TenMilliseconds         TESTs that take that long
///   FreshTenMilliseconds    FreshRedisTests that take that long
std::vector<double> RunSuite(const std::string& suite);

}  // namespace gtest_redis
