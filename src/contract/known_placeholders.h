#pragma once

#include <set>
#include <string>
#include <vector>

namespace gtest_redis {

/// The placeholders that may stand in a request: {unique}, {number}, {env:NAME}, and those of the
/// values that earlier requests capture.
class KnownPlaceholders {
 public:
  /// From here on there is {request.value}.
  void Add(const std::string& request, const std::string& value);

  /// What is wrong with {word}; empty when nothing is. `requests`: all of the contract.
  std::string Mistake(const std::string& word, const std::vector<std::string>& requests) const;
  /// The request whose value {word} is; empty when it is another one.
  std::string RequestOf(const std::string& word) const;

 private:
  std::set<std::string> captured_;  // "request.value"
};

/// What is wrong with {env:NAME} as a placeholder; empty when nothing is, or it is another one.
std::string EnvironmentMistake(const std::string& word);
/// What is wrong with a placeholder in a service's command or environment.
std::string ServicePlaceholderMistake(const std::string& word);

}  // namespace gtest_redis
