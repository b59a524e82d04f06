#pragma once

namespace gtest_redis {

/// Runs `prove`. When it throws, that goes on after `undo`.
template <typename Undo, typename Prove>
void ProveOrUndo(const Undo& undo, const Prove& prove) {
  try {
    prove();
  } catch (...) {
    try {
      undo();
    } catch (...) {
      // Best-effort: what went wrong first is what is told.
    }
    throw;
  }
}

}  // namespace gtest_redis
