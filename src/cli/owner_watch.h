#pragma once

#include <atomic>
#include <thread>

#include "process/process_identity.h"

namespace gtest_redis {

/// A thread that waits for the end of another process, or for a signal to end this one. Blocks the
/// signals SIGTERM, SIGINT and SIGHUP for good; to be made before other threads are.
class OwnerWatch {
 public:
  /// Until Begin() is called there is nothing yet that would have to be ended in order: then the
  /// thread ends this program at once, also when the other end of `reader`, a pipe, is closed.
  OwnerWatch(const ProcessIdentity& owner, int reader);

  /// What is to be held is there.
  void Begin();
  /// Returns when it is to be held no longer.
  void AwaitEnd() { thread_.join(); }

 private:
  void Wait(const ProcessIdentity& owner, int reader);

  std::atomic<bool> decided_ = false;
  int signals_ = -1;
  std::thread thread_;
};

}  // namespace gtest_redis
