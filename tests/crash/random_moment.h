#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <iostream>
#include <random>

#include "process/deadline.h"
#include "victim.h"

namespace gtest_redis {

/// Moments in the life of victims; the same ones again with --gtest_random_seed.
class RandomMoment {
 public:
  /// They lie up to `span` after the victim's start, or its first sign of life.
  RandomMoment(unsigned shard, std::chrono::microseconds span) : span_(span) {
    const int wanted = ::testing::GTEST_FLAG(random_seed);
    const unsigned seed =
        wanted != 0 ? static_cast<unsigned>(wanted) : std::random_device()() % 99999;
    std::cout << "random moments of --gtest_random_seed=" << seed << std::endl;
    engine_.seed(seed + shard * 100'000);
  }

  void Await(const Victim& victim) {
    if (engine_() % 2 == 0) {
      EXPECT_TRUE(victim.AwaitWork());
    }
    Pause(std::chrono::microseconds(engine_() % span_.count()));
  }

 private:
  const std::chrono::microseconds span_;
  std::mt19937 engine_;
};

}  // namespace gtest_redis
