#pragma once

#include <regex>
#include <string>

namespace gtest_redis {

/// An ECMAScript regular expression without references to its own groups: with these, a search in a
/// long text could take stack for each byte, and time beyond measure.
class RegularExpression {
 public:
  /// `pattern` must be what Mistake() has nothing against.
  explicit RegularExpression(const std::string& pattern);

  /// What is wrong with it; empty when nothing is.
  static std::string Mistake(const std::string& pattern);

  /// Whether it matches anywhere.
  bool Finds(const std::string& text) const;

 private:
  std::regex regex_;
};

}  // namespace gtest_redis
