#pragma once

#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace gtest_redis {

/// Lets a number of bytes a second pass, of all connections of a gate together.
class Throttle {
 public:
  using Clock = std::chrono::steady_clock;

  /// How many of `size` bytes may pass now; zero: none before free_at().
  std::size_t Allow(std::size_t size, std::uint64_t bytes_per_second) {
    if (bytes_per_second == 0) return size;
    const Clock::time_point now = Clock::now();
    if (now < free_at_) return 0;
    constexpr std::uint64_t kSlicesPerSecond = 100;
    const auto slice = std::max<std::uint64_t>(bytes_per_second / kSlicesPerSecond, 1);
    const std::size_t allowed = std::min<std::size_t>(size, slice);
    const std::chrono::duration<double> time(static_cast<double>(allowed) /
                                             static_cast<double>(bytes_per_second));
    // What was not used is lost, but for what a late timer may cost.
    free_at_ = std::max(free_at_, now - std::chrono::milliseconds(10)) +
               std::chrono::duration_cast<Clock::duration>(time);
    return allowed;
  }
  Clock::time_point free_at() const { return free_at_; }

 private:
  Clock::time_point free_at_;
};

/// Bytes on their way into a socket.
class Outlet {
 public:
  enum class Result {
    kAll,
    kBlocked,    ///< The socket takes no more at present,
    kThrottled,  ///< nor does the throttle.
    kBroken,     ///< Nobody reads any more.
  };

  void Put(std::string_view bytes) { bytes_.append(bytes); }
  std::size_t size() const { return bytes_.size() - sent_; }
  void Clear() {
    bytes_.clear();
    sent_ = 0;
  }

  /// Adds what was sent to `sent`.
  Result Send(int socket, Throttle& throttle, std::uint64_t bytes_per_second, std::uint64_t& sent) {
    while (size() > 0) {
      const std::size_t allowed = throttle.Allow(size(), bytes_per_second);
      if (allowed == 0) return Result::kThrottled;
      const ssize_t done = send(socket, bytes_.data() + sent_, allowed, MSG_NOSIGNAL);
      if (done < 0 && errno == EINTR) continue;
      if (done < 0) return errno == EAGAIN ? Result::kBlocked : Result::kBroken;
      sent += static_cast<std::uint64_t>(done);
      sent_ += static_cast<std::size_t>(done);
    }
    Clear();
    return Result::kAll;
  }

 private:
  std::string bytes_;
  std::size_t sent_ = 0;
};

}  // namespace gtest_redis
