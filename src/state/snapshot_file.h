#pragma once

#include "gtest_redis/server/redis_server.h"
#include "gtest_redis/state/config_override.h"

namespace gtest_redis {

/// Has Redis write its snapshots into a file of ours, so that one of its own is not overwritten,
/// and Restart() finds none. The file is removed with this object; in a container, with that.
class SnapshotFile {
 public:
  explicit SnapshotFile(RedisServer& server);
  ~SnapshotFile();
  SnapshotFile(const SnapshotFile&) = delete;
  SnapshotFile& operator=(const SnapshotFile&) = delete;

  /// Throws StateError when the name cannot be put back.
  void Leave();

 private:
  RedisServer& server_;
  ConfigOverride name_;
};

}  // namespace gtest_redis
