#pragma once

namespace gtest_redis {

/// Closes every file descriptor of this process but `keep`. Async-signal-safe.
void CloseAllBut(int keep);

/// Marks every file descriptor from `first` on to be closed by exec. Async-signal-safe.
void CloseOnExecFrom(int first);

}  // namespace gtest_redis
