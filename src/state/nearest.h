#pragma once

#include <string>
#include <vector>

namespace gtest_redis {

/// The word of `words`, not empty, that takes the fewest insertions, deletions and replacements of
/// letters to become `word`.
std::string Nearest(const std::string& word, const std::vector<std::string>& words);

}  // namespace gtest_redis
