#pragma once

#include <string_view>

namespace gtest_redis {

/// Whether the command of that name, in upper case, may change data.
bool IsWriteCommand(std::string_view name);

}  // namespace gtest_redis
