#pragma once

namespace gtest_redis {

/// Removes `path` and all below it; true when nothing of it is left. Does not follow symbolic
/// links. Allocates nothing: it also runs in a child forked from a program with many threads.
bool RemoveTree(const char* path);

}  // namespace gtest_redis
