#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "alert_gateway/redis_connection.h"
#include "alert_gateway/redis_url.h"

namespace alert_gateway {

enum class ReplyType { kOk, kInteger, kString, kNil };

struct Reply {
  ReplyType type;
  long long integer;
};

/// A command and the types of reply it can have. Any other reply ends the connection: whatever
/// comes next on it might belong to something else.
struct Command {
  Words words;
  std::vector<ReplyType> expected;
};

/// Talks to Redis for any number of threads, on a pool of connections made when they are needed.
/// Nothing is retried and nothing backs off: the next request after Redis is back succeeds.
/// Everything throws RedisUnavailable.
class RedisClient {
 public:
  /// An operation takes at most `timeout`, connecting included, and never outlasts its deadline.
  RedisClient(RedisUrl url, std::chrono::milliseconds timeout);

  virtual ~RedisClient() = default;

  Reply Run(const Command& command, Deadline deadline);

  /// MULTI, the commands, EXEC: all are written or none is.
  virtual std::vector<Reply> RunTransaction(const std::vector<Command>& commands,
                                            Deadline deadline);

 protected:
  using Connection = std::unique_ptr<RedisConnection>;
  using Judge = std::function<std::vector<Reply>(const redisReply& last)>;

  /// Runs `commands` on one connection. Throws the first error reply there is; otherwise returns
  /// what `judge` makes of the last reply.
  virtual std::vector<Reply> Converse(const std::vector<Words>& commands, Deadline deadline,
                                      const Judge& judge);
  virtual Connection Borrow(Deadline deadline);
  virtual bool IsUsable(const RedisConnection& connection);
  virtual Connection Connect(const RedisUrl& url, Deadline deadline);
  void Return(Connection connection);
  /// What becomes of a connection, which may be none, on which Redis said no,
  virtual void AfterRefusal(Connection connection);
  /// and of one that is no good any more.
  virtual void AfterFailure(Connection connection, const RedisUnavailable& error);

 private:
  void NoteReachable(bool reachable, const std::string& reason);

  const RedisUrl url_;
  const std::chrono::milliseconds timeout_;
  std::mutex mutex_;
  std::vector<Connection> idle_;  // never more than there are threads
  bool reachable_ = true;
};

}  // namespace alert_gateway
