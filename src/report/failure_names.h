#pragma once

#include <array>
#include <cstddef>

#include "gtest_redis/service/http_response.h"

namespace gtest_redis {

/// The words of HttpFailure in JSON, in its order.
inline constexpr std::array kFailureNames = {"none", "refused", "timeout", "closed", "malformed"};

inline const char* FailureName(HttpFailure failure) {
  return kFailureNames.at(static_cast<std::size_t>(failure));
}

}  // namespace gtest_redis
