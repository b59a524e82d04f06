#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace gtest_redis {

/// Where a secret stands in a text.
struct FoundSecret {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::string name;       ///< What it goes by: "password", "X-Api-Key".
  bool number = false;    ///< Of JSON, without quotes.
  bool captured = false;  ///< It stands in the object "capture" of a contract.
};

/// What WithoutSecrets() replaces, in order and without overlaps.
std::vector<FoundSecret> FindSecrets(const std::string& text);

}  // namespace gtest_redis
