#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace gtest_redis {

/// Looks every few milliseconds, in a thread of its own, whether to stop, and does what ends what
/// is under way: again and again, because more may begin until all have noticed.
class StopWatch {
 public:
  /// Null for `stop`: never. Both are called by the other thread, until this goes; `stop` also by
  /// whoever asks stopped().
  StopWatch(std::function<bool()> stop, std::function<void()> end);
  ~StopWatch();
  StopWatch(const StopWatch&) = delete;
  StopWatch& operator=(const StopWatch&) = delete;

  /// Whether it is to stop; true before `end` is called. Any thread.
  bool stopped() const { return stopped_ || (stop_ && stop_()); }

 private:
  void Run();

  const std::function<bool()> stop_;
  const std::function<void()> end_;
  std::atomic<bool> stopped_ = false;
  std::mutex mutex_;  // Of what follows.
  std::condition_variable wake_;
  bool over_ = false;
  std::thread thread_;
};

}  // namespace gtest_redis
