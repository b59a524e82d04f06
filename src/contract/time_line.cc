#include "contract/time_line.h"

#include "gtest_redis/gate/gate.h"
#include "gtest_redis/redis/info.h"

namespace gtest_redis {
namespace {

using Clock = std::chrono::steady_clock;

// A Redis that takes longer to tell of itself is not asked again in the same phase.
constexpr std::chrono::milliseconds kLongest{20};

}  // namespace

TimeLine::TimeLine(RedisServer& server, Service& service, Clock::time_point begin,
                   std::vector<RedisSample>& samples)
    : server_(server), service_(service), begin_(begin), samples_(samples) {}

void TimeLine::Begin(bool answers) {
  answers_ = answers;
  Sample();
}

void TimeLine::Sample() {
  RedisSample sample;
  sample.refused = Refused();
  const Clock::time_point asked = Clock::now();
  if (answers_ && server_.running() && !server_.paused()) {
    sample.answered = Ask(sample);
    answers_ = sample.answered && Clock::now() - asked < kLongest;
  }
  sample.at = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - begin_);
  samples_.push_back(sample);
}

bool TimeLine::Ask(RedisSample& sample) {
  try {
    const Reply memory = server_.Probe({"INFO", "memory"});
    const Reply stats = server_.Probe({"INFO", "stats"});
    if (memory.is_error() || stats.is_error()) return false;
    const Info of_memory(memory.string());
    sample.used_memory = static_cast<std::uint64_t>(of_memory.Integer("used_memory"));
    sample.maxmemory = static_cast<std::uint64_t>(of_memory.Integer("maxmemory"));
    const std::int64_t evicted = Info(stats.string()).Integer("evicted_keys");
    if (!evicted_before_) evicted_before_ = evicted;
    if (evicted < *evicted_before_) evicted_before_ = 0;  // It was started anew.
    sample.evicted_keys = evicted - *evicted_before_;
    return true;
  } catch (const Error&) {
    return false;
  }
}

std::int64_t TimeLine::Refused() {
  return service_.gate() == nullptr ? 0 : service_.gate()->traffic().TotalRefusals();
}

}  // namespace gtest_redis
