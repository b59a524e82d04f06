#include "server/random.h"

namespace gtest_redis {

std::mt19937& Random() {
  thread_local std::mt19937 engine(std::random_device{}());
  return engine;
}

}  // namespace gtest_redis
