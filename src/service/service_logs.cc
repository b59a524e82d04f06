#include "service/service_logs.h"

#include <cstddef>
#include <mutex>

#include "process/log_file.h"

namespace gtest_redis {
namespace {

constexpr std::size_t kMostLog = 1 << 20;

std::mutex& Mutex() {
  static auto* const mutex = new std::mutex;
  return *mutex;
}

ServiceLogTaker& Taker() {
  static auto* const taker = new ServiceLogTaker;
  return *taker;
}

}  // namespace

void TakeServiceLogs(ServiceLogTaker taker) {
  const std::lock_guard lock(Mutex());
  Taker() = std::move(taker);
}

void GiveServiceLog(const std::vector<std::pair<std::string, std::string>>& environment,
                    const std::string& log_file) {
  const std::lock_guard lock(Mutex());
  if (Taker()) Taker()({environment, ReadTail(log_file, kMostLog)});
}

}  // namespace gtest_redis
