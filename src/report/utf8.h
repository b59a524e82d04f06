#pragma once

#include <string>
#include <string_view>

namespace gtest_redis {

/// The characters of `text`. What is no UTF-8 becomes U+FFFD.
std::u32string DecodeUtf8(std::string_view text);

std::string EncodeUtf8(std::u32string_view characters);

}  // namespace gtest_redis
