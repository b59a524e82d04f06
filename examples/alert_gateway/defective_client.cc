#include "alert_gateway/defective_client.h"

namespace alert_gateway {
namespace {

using std::chrono::steady_clock;

constexpr std::chrono::seconds kTimeoutOfALibrary{1};
constexpr std::chrono::hours kForEver{1};
constexpr int kNewConnections = 16;
constexpr std::size_t kPoolSize = 8;

std::chrono::milliseconds TimeoutOf(Defect defect, std::chrono::milliseconds timeout) {
  if (defect == Defect::kHangs) return kForEver;
  return defect == Defect::kIgnoresDeadline ? kTimeoutOfALibrary : timeout;
}

bool WasLost(const RedisUnavailable& error) {
  return error.code() == "connection_lost" || error.code() == "bad_reply";
}

}  // namespace

DefectiveClient::DefectiveClient(const RedisUrl& url, std::chrono::milliseconds timeout,
                                 Defect defect)
    : RedisClient(url, TimeoutOf(defect, timeout)), defect_(defect) {}

std::vector<Reply> DefectiveClient::RunTransaction(const std::vector<Command>& commands,
                                                   Deadline deadline) {
  if (defect_ != Defect::kExpiresSeparately) {
    return RedisClient::RunTransaction(commands, deadline);
  }
  std::vector<Reply> replies;
  for (Command command : commands) {
    const bool expires = command.words.size() > 2 && command.words.end()[-2] == "EX";
    const Words expire{"EXPIRE", command.words[1], command.words.back()};
    if (expires) command.words.resize(command.words.size() - 2);
    replies.push_back(Run(command, deadline));
    if (expires) Run({expire, {ReplyType::kInteger}}, deadline);
  }
  return replies;
}

std::vector<Reply> DefectiveClient::Converse(const std::vector<Words>& commands, Deadline deadline,
                                             const Judge& judge) {
  switch (defect_) {
    case Defect::kHangs:
    case Defect::kIgnoresDeadline:
      return RedisClient::Converse(commands, steady_clock::now() + kForEver, judge);
    case Defect::kRetriesWithoutBound:
    case Defect::kRetriesAppliedWrites:
    case Defect::kRetriesOnNewConnections:
      return Retry(commands, deadline, judge);
    case Defect::kReadsTruncatedReply:
      return BelieveHalfAReply(commands, deadline, judge);
    case Defect::kForgetsMulti:
      if (commands[0][0] == "MULTI" && connected_again_.exchange(false)) {
        return RedisClient::Converse({commands.begin() + 1, commands.end()}, deadline, judge);
      }
      break;
    case Defect::kHoldsLock: {
      const std::lock_guard<std::mutex> lock(one_at_a_time_);
      return RedisClient::Converse(commands, steady_clock::now() + kForEver, judge);
    }
    case Defect::kForgetsToUnlock: {
      one_at_a_time_.lock();
      const std::vector<Reply> replies = RedisClient::Converse(commands, deadline, judge);
      one_at_a_time_.unlock();
      return replies;
    }
    default:
      break;
  }
  return RedisClient::Converse(commands, deadline, judge);
}

std::vector<Reply> DefectiveClient::Retry(const std::vector<Words>& commands, Deadline deadline,
                                          const Judge& judge) {
  for (int tries = 1;; ++tries) {
    try {
      return RedisClient::Converse(commands, deadline, judge);
    } catch (const RedisUnavailable& error) {
      if (steady_clock::now() >= deadline) throw;
      if (defect_ == Defect::kRetriesAppliedWrites && (tries == 2 || !WasLost(error))) throw;
      if (defect_ == Defect::kRetriesOnNewConnections && tries == kNewConnections) throw;
    }
  }
}

std::vector<Reply> DefectiveClient::BelieveHalfAReply(const std::vector<Words>& commands,
                                                      Deadline deadline, const Judge& judge) {
  try {
    return RedisClient::Converse(commands, deadline, judge);
  } catch (const RedisUnavailable& error) {
    if (!WasLost(error)) throw;
    redisReply what_came{};
    what_came.type = REDIS_REPLY_STRING;
    return judge(what_came);
  }
}

RedisClient::Connection DefectiveClient::Borrow(Deadline deadline) {
  if (gave_up_) throw RedisUnavailable("gave_up", "redis was lost once");
  {
    const std::lock_guard<std::mutex> lock(leaked_mutex_);
    if (leaked_.size() >= kPoolSize) throw RedisUnavailable("pool_empty", "no connection is free");
  }
  return RedisClient::Borrow(deadline);
}

bool DefectiveClient::IsUsable(const RedisConnection& connection) {
  return defect_ == Defect::kReusesConnectionAfterTimeout || RedisClient::IsUsable(connection);
}

RedisClient::Connection DefectiveClient::Connect(const RedisUrl& url, Deadline deadline) {
  RedisUrl there = url;
  if (defect_ == Defect::kReconnectsToDatabase0 && connected_before_) there.database = 0;
  Connection connection = RedisClient::Connect(there, deadline);
  connected_again_ = connected_before_.exchange(true);
  return connection;
}

void DefectiveClient::AfterRefusal(Connection connection) {
  if (defect_ == Defect::kLeaksConnections) return Leak(std::move(connection));
  if (defect_ == Defect::kRetriesOnNewConnections) return;  // Closes it.
  RedisClient::AfterRefusal(std::move(connection));
}

void DefectiveClient::AfterFailure(Connection connection, const RedisUnavailable& error) {
  const bool timed_out = error.code() == "timeout";
  if (defect_ == Defect::kLeaksConnections) return Leak(std::move(connection));
  if (defect_ == Defect::kNeverReconnects && !timed_out) gave_up_ = true;
  if (defect_ == Defect::kBreakerNeverCloses && timed_out) gave_up_ = true;
  if (defect_ == Defect::kReusesConnectionAfterTimeout && timed_out && connection) {
    connection->IgnoreWhatHappened();
    return Return(std::move(connection));
  }
  RedisClient::AfterFailure(std::move(connection), error);
}

void DefectiveClient::Leak(Connection connection) {
  const std::lock_guard<std::mutex> lock(leaked_mutex_);
  if (connection) leaked_.push_back(std::move(connection));
}

}  // namespace alert_gateway
