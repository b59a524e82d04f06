#include "gtest_redis/verdict/refusal_watch.h"

#include "gtest_redis/server/redis_server.h"

namespace gtest_redis {

RefusalWatch::RefusalWatch(RedisServer& server)
    : server_(&server), pid_(server.pid()), before_(server.Refusals()) {}

RefusalCounts RefusalWatch::Counts() const {
  const bool restarted = server_->pid() != pid_;
  return Since(restarted ? RefusalCounts() : before_, server_->Refusals());
}

std::int64_t RefusalWatch::Count(const std::string& code) const {
  const RefusalCounts counts = Counts();
  const auto found = counts.find(code);
  return found == counts.end() ? 0 : found->second;
}

std::int64_t RefusalWatch::Total() const {
  std::int64_t total = 0;
  for (const auto& entry : Counts()) total += entry.second;
  return total;
}

}  // namespace gtest_redis
