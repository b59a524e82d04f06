#include "process/deadline.h"

#include <poll.h>

#include <ctime>

namespace gtest_redis {

void Pause(std::chrono::microseconds time) {
  const timespec pause = {static_cast<time_t>(time.count() / 1'000'000),
                          static_cast<long>(time.count() % 1'000'000 * 1000)};
  ppoll(nullptr, 0, &pause, nullptr);
}

}  // namespace gtest_redis
