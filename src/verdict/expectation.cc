#include "gtest_redis/verdict/expectation.h"

#include "verdict/describe.h"

namespace gtest_redis {

std::string ToString(const Expectation& expectation) {
  std::string text = DescribeStatuses(expectation.statuses) + " within " +
                     std::to_string(expectation.deadline.count()) + " ms";
  for (const auto& [status, names] : expectation.headers) {
    if (expectation.statuses.count(status) == 0) continue;
    for (const std::string& name : names) text += ", " + std::to_string(status) + " with " + name;
  }
  for (const FindingKind kind : expectation.intended) text += ", " + ToString(kind) + " intended";
  return text;
}

}  // namespace gtest_redis
