#pragma once

namespace gtest_redis {

/// What the states change that keep Redis from answering anything as usual: no two of them can be
/// told apart at the same time.
inline constexpr char kEventLoop[] = "the time in which commands are run";

}  // namespace gtest_redis
