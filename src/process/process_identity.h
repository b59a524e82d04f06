#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>

namespace gtest_redis {

/// Tells a process from a later one that got the same number.
struct ProcessIdentity {
  pid_t pid = -1;
  std::uint64_t start = 0;  ///< In clock ticks since the machine started.

  /// Nothing when there is no such process, or only what its parent has yet to wait for.
  static std::optional<ProcessIdentity> Of(pid_t pid);
  bool alive() const;
};

}  // namespace gtest_redis
