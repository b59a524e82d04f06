#include "gtest_redis/verdict/refusal_watch.h"

#include "gtest_redis/gate/gate.h"
#include "gtest_redis/server/redis_server.h"
#include "gtest_redis/service/service.h"

namespace gtest_redis {

RefusalWatch::RefusalWatch(RedisServer& server)
    : server_(&server), pid_(server.pid()), before_(server.Refusals()) {}

RefusalWatch::RefusalWatch(Service& service) : service_(&service), before_(Now()) {}

RefusalCounts RefusalWatch::Now() const {
  if (service_->gate() == nullptr) {
    throw ServerError("cannot watch what redis refuses to " + service_->url() +
                      ": it has no gate; start it with Service::Start(), or watch its server");
  }
  return service_->gate()->traffic().refusals;
}

RefusalCounts RefusalWatch::Counts() const {
  if (service_ != nullptr) return Since(before_, Now());
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
