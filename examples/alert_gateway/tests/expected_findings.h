#pragma once

#include <gtest_redis/gtest_redis.h>

#include <iosfwd>
#include <string>
#include <vector>

namespace alert_gateway_test {

/// A defect of the gateway (--defect), and the findings of which any one names its nature.
struct ExpectedFinding {
  std::string defect;
  std::vector<gtest_redis::FindingKind> kinds;
};

const std::vector<ExpectedFinding>& ExpectedFindings();
void PrintTo(const ExpectedFinding& expected, std::ostream* out);

}  // namespace alert_gateway_test
