#include "process/system_error.h"

#include <system_error>

namespace gtest_redis {

std::string ErrnoText(int error) { return std::generic_category().message(error); }

}  // namespace gtest_redis
