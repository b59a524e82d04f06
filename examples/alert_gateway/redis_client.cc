#include "alert_gateway/redis_client.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "alert_gateway/log.h"

namespace alert_gateway {
namespace {

std::string Text(const redisReply& reply) { return {reply.str, reply.len}; }

std::optional<ReplyType> TypeOf(const redisReply& reply) {
  switch (reply.type) {
    case REDIS_REPLY_INTEGER:
      return ReplyType::kInteger;
    case REDIS_REPLY_STRING:
      return ReplyType::kString;
    case REDIS_REPLY_NIL:
      return ReplyType::kNil;
    case REDIS_REPLY_STATUS:
      if (Text(reply) == "OK") return ReplyType::kOk;
      return std::nullopt;
    default:
      return std::nullopt;
  }
}

[[noreturn]] void FailUnexpected(const std::string& command) {
  throw RedisUnavailable("bad_reply", "redis sent an unexpected reply to " + command);
}

Reply ReplyTo(const Command& command, const redisReply& reply) {
  if (reply.type == REDIS_REPLY_ERROR) throw RedisRefusal(Text(reply));
  const std::optional<ReplyType> type = TypeOf(reply);
  const auto& expected = command.expected;
  if (!type || std::find(expected.begin(), expected.end(), *type) == expected.end()) {
    FailUnexpected(command.words[0]);
  }
  return {*type, reply.integer};
}

}  // namespace

RedisClient::RedisClient(RedisUrl url, std::chrono::milliseconds timeout)
    : url_(std::move(url)), timeout_(timeout) {}

Reply RedisClient::Run(const Command& command, Deadline deadline) {
  const auto judge = [&](const redisReply& reply) {
    return std::vector<Reply>{ReplyTo(command, reply)};
  };
  return Converse({command.words}, deadline, judge)[0];
}

std::vector<Reply> RedisClient::RunTransaction(const std::vector<Command>& commands,
                                               Deadline deadline) {
  std::vector<Words> words{{"MULTI"}};
  for (const Command& command : commands) words.push_back(command.words);
  words.push_back({"EXEC"});

  return Converse(words, deadline, [&](const redisReply& exec) {
    if (exec.type != REDIS_REPLY_ARRAY || exec.elements != commands.size()) FailUnexpected("EXEC");
    std::vector<Reply> replies;
    for (size_t i = 0; i < commands.size(); ++i) {
      replies.push_back(ReplyTo(commands[i], *exec.element[i]));
    }
    return replies;
  });
}

std::vector<Reply> RedisClient::Converse(const std::vector<Words>& commands, Deadline deadline,
                                         const Judge& judge) {
  deadline = std::min(deadline, std::chrono::steady_clock::now() + timeout_);
  Connection connection;
  try {
    connection = Borrow(deadline);
    const std::vector<HiredisReply> replies = connection->Exchange(commands, deadline);
    // Where Redis refuses a command inside MULTI, EXEC only says EXECABORT: the first error is why.
    for (const HiredisReply& reply : replies) {
      if (reply->type == REDIS_REPLY_ERROR) throw RedisRefusal(Text(*reply));
    }
    std::vector<Reply> result = judge(*replies.back());
    Return(std::move(connection));
    return result;
  } catch (const RedisRefusal&) {
    AfterRefusal(std::move(connection));
    throw;
  } catch (const RedisUnavailable& error) {
    AfterFailure(std::move(connection), error);
    throw;
  }
}

void RedisClient::AfterRefusal(Connection connection) {
  if (connection) Return(std::move(connection));  // it works, Redis just said no
}

void RedisClient::AfterFailure(Connection, const RedisUnavailable& error) {
  NoteReachable(false, error.what());
}

RedisClient::Connection RedisClient::Borrow(Deadline deadline) {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    while (!idle_.empty()) {
      Connection connection = std::move(idle_.back());
      idle_.pop_back();
      if (IsUsable(*connection)) return connection;
    }
  }
  return Connect(url_, deadline);
}

bool RedisClient::IsUsable(const RedisConnection& connection) { return connection.IsQuiet(); }

RedisClient::Connection RedisClient::Connect(const RedisUrl& url, Deadline deadline) {
  return std::make_unique<RedisConnection>(url, deadline);
}

void RedisClient::Return(Connection connection) {
  NoteReachable(true, url_.ToString());
  const std::lock_guard<std::mutex> lock(mutex_);
  idle_.push_back(std::move(connection));
}

void RedisClient::NoteReachable(bool reachable, const std::string& reason) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (std::exchange(reachable_, reachable) == reachable) return;
  Log((reachable ? "redis is back: " : "redis is lost: ") + reason);
}

}  // namespace alert_gateway
