#pragma once

#include <map>
#include <string>
#include <vector>

namespace gtest_redis {

/// Fills "{env:NAME}" with the runner's environment, and keeps what it filled in out of everything
/// that is written. One thread at a time.
class EnvironmentText {
 public:
  /// `text` with every {env:NAME} filled; other braces stay. Throws Error for a variable that is
  /// not set.
  std::string Fill(const std::string& text);
  /// What {env:NAME} stands for. Throws Error when it is not set.
  const std::string& Value(const std::string& name);

  /// All that was filled in.
  std::vector<std::string> Values() const;
  /// `text` with {env:NAME} in the place of what was filled in, and without what looks like a
  /// secret otherwise.
  std::string Hide(std::string text) const;

 private:
  std::map<std::string, std::string> values_;  // By name.
};

}  // namespace gtest_redis
