#include "gtest_redis/service/load.h"

#include <algorithm>
#include <cmath>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "gtest_redis/redis/error.h"

namespace gtest_redis {
namespace {

using std::chrono::microseconds;
using Clock = std::chrono::steady_clock;

constexpr int kMaxConcurrency = 1000;
constexpr double kMinRate = 0.001;
constexpr double kMaxRate = 1e6;

void Require(bool makes_sense, const std::string& what) {
  if (!makes_sense) throw Error("cannot send a load: " + what);
}

void Check(const LoadPlan& plan) {
  Require(plan.concurrency >= 1 && plan.concurrency <= kMaxConcurrency,
          "the concurrency '" + std::to_string(plan.concurrency) + "' is not from 1 to 1000");
  Require(plan.rate == 0 || (plan.rate >= kMinRate && plan.rate <= kMaxRate),
          "the rate '" + std::to_string(plan.rate) + "' is not from 0.001 to 1000000 a second");
  Require(plan.duration.count() >= 0,
          "the duration '" + std::to_string(plan.duration.count()) + "' ms is negative");
  Require(plan.timeout.count() >= 0,
          "the timeout '" + std::to_string(plan.timeout.count()) + "' ms is negative");
}

}  // namespace

class LoadRun::Impl {
 public:
  Impl(const LoadPlan& plan, Ask ask)
      : plan_(plan), ask_(std::move(ask)), sending_(plan.concurrency) {
    Check(plan_);
    try {
      for (int i = 0; i < plan_.concurrency; ++i) threads_.emplace_back([this] { Send(); });
    } catch (const std::system_error& error) {
      Stop();
      Join();
      throw Error("cannot send a load on '" + std::to_string(plan_.concurrency) +
                  "' threads: " + error.what());
    }
  }
  ~Impl() {
    Stop();
    Join();
  }

  microseconds Elapsed() const {
    return std::chrono::duration_cast<microseconds>(Clock::now() - start_);
  }

  std::size_t Count() {
    const std::lock_guard lock(mutex_);
    return samples_.size();
  }

  void Mark(const std::string& name) {
    const std::lock_guard lock(mutex_);
    marks_.push_back({name, Elapsed()});
  }

  void RunFor(std::chrono::milliseconds time) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, time, [this] { return sending_ == 0; });
  }

  void AwaitEnd() {
    Require(plan_.requests > 0 || HasDuration(),
            "it has neither 'requests' nor a 'duration', and would never end");
    Join();
  }

  LoadResult Finish() {
    Stop();
    Join();
    if (error_ != nullptr) std::rethrow_exception(error_);
    if (HasDuration()) length_ = std::min<microseconds>(length_, plan_.duration);
    const std::size_t sent = samples_.size();
    const std::size_t unsent = std::max(Due(length_), sent) - sent;
    return {std::move(samples_), std::move(marks_), length_, unsent};
  }

 private:
  bool HasDuration() const { return plan_.duration.count() > 0; }

  // What each thread does.
  void Send() {
    try {
      while (SendNext()) {
      }
    } catch (...) {
      const std::lock_guard lock(mutex_);
      if (error_ == nullptr) error_ = std::current_exception();
      StopLocked();
    }
    const std::lock_guard lock(mutex_);
    if (!stopped_) length_ = Elapsed();
    if (--sending_ == 0) changed_.notify_all();
  }

  // False when there is no more to send.
  bool SendNext() {
    LoadSample sample{};
    HttpRequest request;
    if (!Take(sample, request) || !AwaitTurn(sample)) return false;
    const HttpResponse response = ask_(request);
    sample.duration = Elapsed() - sample.sent;
    sample.status = response.status;
    sample.failure = response.failure;
    const std::lock_guard lock(mutex_);
    samples_.push_back(sample);
    return true;
  }

  bool Take(LoadSample& sample, HttpRequest& request) {
    const std::lock_guard lock(making_);
    if (plan_.requests > 0 && next_ >= plan_.requests) return false;
    sample.number = next_++;
    request = plan_.make_request ? plan_.make_request(sample.number) : plan_.request;
    if (plan_.timeout.count() > 0) request.timeout = plan_.timeout;
    return true;
  }

  bool AwaitTurn(LoadSample& sample) {
    if (plan_.rate > 0) {
      sample.due =
          microseconds(std::llround(static_cast<double>(sample.number) * 1e6 / plan_.rate));
    }
    microseconds turn = sample.due;
    if (HasDuration()) turn = std::min<microseconds>(turn, plan_.duration);
    std::unique_lock lock(mutex_);
    changed_.wait_until(lock, start_ + turn, [this] { return stopped_; });
    sample.sent = Elapsed();
    if (plan_.rate == 0) sample.due = sample.sent;
    return !stopped_ && !(HasDuration() && sample.sent >= plan_.duration);
  }

  // How many requests were due before `time`; none without a rate.
  std::size_t Due(microseconds time) const {
    const auto due = static_cast<std::size_t>(
        std::ceil(static_cast<double>(time.count()) * plan_.rate / 1e6 - 1e-6));
    return plan_.requests > 0 ? std::min(due, plan_.requests) : due;
  }

  void Stop() {
    const std::lock_guard lock(mutex_);
    StopLocked();
  }

  void StopLocked() {
    if (!stopped_ && sending_ > 0) length_ = Elapsed();
    stopped_ = true;
    changed_.notify_all();
  }

  void Join() {
    for (std::thread& thread : threads_) thread.join();
    threads_.clear();
  }

  const LoadPlan plan_;
  const Ask ask_;
  const Clock::time_point start_ = Clock::now();

  std::mutex making_;
  std::size_t next_ = 0;

  std::mutex mutex_;  // Of all that follows.
  std::condition_variable changed_;
  int sending_;  // Threads that still do.
  bool stopped_ = false;
  microseconds length_{0};
  std::exception_ptr error_;
  std::vector<LoadSample> samples_;
  std::vector<LoadMark> marks_;

  std::vector<std::thread> threads_;
};

LoadRun::LoadRun(const LoadPlan& plan, Ask ask)
    : impl_(std::make_unique<Impl>(plan, std::move(ask))) {}
LoadRun::~LoadRun() = default;
LoadRun::LoadRun(LoadRun&& other) noexcept = default;
LoadRun& LoadRun::operator=(LoadRun&& other) noexcept = default;

LoadRun::Impl& LoadRun::Running() const {
  if (impl_ == nullptr) throw Error("this load is over: its result was taken");
  return *impl_;
}

void LoadRun::Mark(const std::string& name) { Running().Mark(name); }

microseconds LoadRun::Elapsed() const { return Running().Elapsed(); }

std::size_t LoadRun::Count() const { return Running().Count(); }

void LoadRun::RunFor(std::chrono::milliseconds time) { Running().RunFor(time); }

LoadResult LoadRun::Finish() {
  Running();
  const std::unique_ptr<Impl> impl = std::move(impl_);
  return impl->Finish();
}

LoadResult LoadRun::AwaitEnd() {
  Running().AwaitEnd();
  return Finish();
}

}  // namespace gtest_redis
