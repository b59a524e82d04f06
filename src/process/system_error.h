#pragma once

#include <string>

namespace gtest_redis {

/// What an errno means, in words: "No such file or directory".
std::string ErrnoText(int error);

}  // namespace gtest_redis
