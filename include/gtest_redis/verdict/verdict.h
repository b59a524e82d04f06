#pragma once

#include <iosfwd>
#include <vector>

#include "gtest_redis/service/http_client.h"
#include "gtest_redis/verdict/evidence.h"
#include "gtest_redis/verdict/expectation.h"
#include "gtest_redis/verdict/finding.h"

namespace gtest_redis {

/// What was asked, what was expected, what happened, and what is wrong with it. A value.
struct Verdict {
  HttpRequest request;
  Expectation expectation;
  Evidence evidence;
  std::vector<Finding> findings;

  /// Whether nothing is wrong.
  bool holds() const { return findings.empty(); }
  bool Has(FindingKind kind) const;
};

/// Tells the story in plain words: what was asked, answered and expected, what Redis was asked
/// meanwhile and how it answered, and the findings. What a failed matcher prints.
std::ostream& operator<<(std::ostream& out, const Verdict& verdict);

}  // namespace gtest_redis
