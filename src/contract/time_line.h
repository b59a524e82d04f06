#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

#include "gtest_redis/report/run_report.h"
#include "gtest_redis/server/redis_server.h"
#include "gtest_redis/service/service.h"

namespace gtest_redis {

/// Looks at a Redis from time to time, so that a test does not notice: on the server's own
/// connection, and not while it cannot answer at once. One thread at a time.
class TimeLine {
 public:
  /// Adds to `samples`, whose times count from `begin`. All of these must outlive it.
  TimeLine(RedisServer& server, Service& service, std::chrono::steady_clock::time_point begin,
           std::vector<RedisSample>& samples);

  void Sample();
  /// Whether Redis answered at once when it was last looked at.
  bool answers() const { return samples_.back().answered; }
  /// A new phase: whether Redis `answers` in it, as far as is known.
  void Begin(bool answers);

 private:
  bool Ask(RedisSample& sample);
  std::int64_t Refused();

  RedisServer& server_;
  Service& service_;
  const std::chrono::steady_clock::time_point begin_;
  std::vector<RedisSample>& samples_;
  bool answers_ = true;
  std::optional<std::int64_t> evicted_before_;  // Redis counts since its start.
};

}  // namespace gtest_redis
