#pragma once

#include <atomic>
#include <condition_variable>
#include <csignal>
#include <mutex>
#include <thread>

namespace gtest_redis {

/// Tells of the signals that end a program on demand (SIGINT, SIGTERM, SIGHUP), for work that is to
/// be ended in order: the first one is only remembered, the second one ends the program at once,
/// and the keeper cleans up after it. To be made before other threads are, which must not get these
/// signals; they stay blocked. Any thread.
class Interruption {
 public:
  Interruption();
  ~Interruption();
  Interruption(const Interruption&) = delete;
  Interruption& operator=(const Interruption&) = delete;

  /// The first signal that came; zero: none.
  int signal() const { return signal_; }
  bool requested() const { return signal_ != 0; }

  /// Returns at the next Ctrl-C (SIGINT), which is no interruption then, or when there is one.
  void AwaitCtrlC();

 private:
  void Watch();
  void Take(int signal);

  sigset_t signals_;
  std::atomic<int> signal_ = 0;
  std::atomic<bool> over_ = false;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool waits_for_ctrl_c_ = false;
  std::thread thread_;
};

}  // namespace gtest_redis
