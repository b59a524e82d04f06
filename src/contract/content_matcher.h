#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace gtest_redis {

/// What a value in an answer must be: equal to a JSON value, or as an object with one or more of
/// the operators says: equals, not, one_of, matches (ECMAScript, anywhere in a text), contains (of
/// a text or an array), at_least, at_most (numbers), is (string, number, integer, boolean, null,
/// array, object), present (true or false). A value; any thread.
class ContentMatcher {
 public:
  /// `wanted` must be what Mistake() has nothing against.
  explicit ContentMatcher(nlohmann::json wanted) : wanted_(std::move(wanted)) {}

  /// What is wrong with `wanted` as a matcher: an unknown operator with the nearest one, a regular
  /// expression that is none, operators that contradict each other; empty when nothing is.
  static std::string Mistake(const nlohmann::json& wanted);

  /// What is wrong with the value, null when there is none: "is 'full', expected 'unavailable'",
  /// "is missing"; empty when nothing is.
  std::string Explain(const nlohmann::json* value) const;
  /// "'unavailable'", "a text that matches 'no.*'".
  std::string Describe() const;

 private:
  nlohmann::json wanted_;
};

}  // namespace gtest_redis
