#include "state/death_pledge.h"

#include "gtest_redis/server/redis_server.h"
#include "process/keeper.h"

namespace gtest_redis {

DeathPledge::DeathPledge(RedisServer& server, const std::string& commands,
                         const std::string& answer, const std::string& retry, bool first) {
  if (server.backend() != Backend::kAttach) return;
  redis_.emplace(server.Connect());
  if (redis_->descriptor() < 0) return;  // TLS: nobody else could speak on it.
  Pledge pledge;
  pledge.connection = redis_->descriptor();
  pledge.request = commands;
  pledge.answer = answer;
  pledge.retry = retry;
  pledge.first = first;
  id_ = Keeper::Get().Promise(pledge);
}

DeathPledge::~DeathPledge() {
  if (id_ != 0) Keeper::Get().Withdraw(id_);
}

}  // namespace gtest_redis
