#include "contract/stop_watch.h"

#include <chrono>

namespace gtest_redis {
namespace {

constexpr std::chrono::milliseconds kBetweenLooks{10};

}  // namespace

StopWatch::StopWatch(std::function<bool()> stop, std::function<void()> end)
    : stop_(std::move(stop)), end_(std::move(end)) {
  if (stop_) thread_ = std::thread([this] { Run(); });
}

StopWatch::~StopWatch() {
  {
    const std::lock_guard lock(mutex_);
    over_ = true;
  }
  wake_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void StopWatch::Run() {
  std::unique_lock lock(mutex_);
  while (!over_) {
    lock.unlock();
    if (stop_()) {
      stopped_ = true;
      end_();
    }
    lock.lock();
    wake_.wait_for(lock, kBetweenLooks, [this] { return over_; });
  }
}

}  // namespace gtest_redis
