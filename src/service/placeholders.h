#pragma once

#include <map>
#include <string>

namespace gtest_redis {

/// The words that may stand in braces, and what each becomes.
using Placeholders = std::map<std::string, std::string>;

/// `text` with every "{word}" of `placeholders` replaced. Other braces stay as they are: JSON has
/// them too.
std::string Fill(const std::string& text, const Placeholders& placeholders);

}  // namespace gtest_redis
