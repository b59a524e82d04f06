#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace gtest_redis {

/// The first `limit` bytes of `text` on one line, for a message: control characters escaped, and
/// how much there is where that is not all.
std::string Printable(std::string_view text, std::size_t limit);

}  // namespace gtest_redis
