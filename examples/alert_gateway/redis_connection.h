#pragma once

#include <hiredis/hiredis.h>

#include <chrono>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "alert_gateway/redis_url.h"

namespace alert_gateway {

using Deadline = std::chrono::steady_clock::time_point;

/// Redis did not do what was asked. The code is a machine's word for the reason: "timeout",
/// "unreachable", "connection_lost", "bad_reply", or, in a RedisRefusal, Redis's own.
class RedisUnavailable : public std::runtime_error {
 public:
  RedisUnavailable(std::string code, const std::string& message)
      : std::runtime_error(message), code_(std::move(code)) {}
  const std::string& code() const { return code_; }

 private:
  std::string code_;
};

/// Redis answered with an error. Its first word is the code: OOM, READONLY, LOADING, ...
class RedisRefusal : public RedisUnavailable {
 public:
  explicit RedisRefusal(const std::string& text)
      : RedisUnavailable(text.substr(0, text.find(' ')), "redis refused: " + text) {}
};

struct HiredisDeleter {
  void operator()(redisContext* context) const { redisFree(context); }
  void operator()(redisReply* reply) const { freeReplyObject(reply); }
};
using HiredisReply = std::unique_ptr<redisReply, HiredisDeleter>;

using Words = std::vector<std::string>;  // a command and its arguments

/// One connection to Redis, logged in, on its database. After Exchange has thrown, it is dead.
class RedisConnection {
 public:
  /// Throws RedisUnavailable.
  RedisConnection(const RedisUrl& url, Deadline deadline);

  /// True while Redis has neither closed the connection nor sent anything nobody asked for. A write
  /// cannot be retried, so a connection that is no good must be found out before it is used.
  bool IsQuiet() const;

  /// Makes it usable after Exchange() has thrown, though it is not: for a defect.
  void IgnoreWhatHappened();

  /// Sends all commands at once and reads a reply to each; throws RedisUnavailable. Error replies
  /// are replies like any other.
  std::vector<HiredisReply> Exchange(const std::vector<Words>& commands, Deadline deadline);

 private:
  void LogInAndSelect(const RedisUrl& url, Deadline deadline);
  void Send(const std::vector<Words>& commands, Deadline deadline);
  HiredisReply Receive(Deadline deadline);
  void LimitNextCallTo(Deadline deadline);
  [[noreturn]] void Fail(Deadline deadline) const;

  std::unique_ptr<redisContext, HiredisDeleter> context_;
};

}  // namespace alert_gateway
