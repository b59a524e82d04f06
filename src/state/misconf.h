#pragma once

namespace gtest_redis {

/// How often Redis looks at its child processes, so that nothing has to wait for that.
inline constexpr char kOften[] = "500";

}  // namespace gtest_redis
