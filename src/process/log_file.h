#pragma once

#include <cstddef>
#include <string>

namespace gtest_redis {

/// The last lines of a file, at most `bytes` of them, from the start of a line; empty if it cannot
/// be read.
std::string ReadTail(const std::string& path, std::size_t bytes);

/// A log's tail as the end of an error message: "\nits log ends:\n  line\n  line", or that it is
/// empty.
std::string QuoteLog(const std::string& tail);
/// The same of a file, the last 2000 bytes.
std::string QuoteTail(const std::string& path);

}  // namespace gtest_redis
