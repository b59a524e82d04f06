#include "alert_gateway/redis_connection.h"

#include <sys/socket.h>

#include <cerrno>

namespace alert_gateway {
namespace {

using std::chrono::microseconds;
using std::chrono::steady_clock;

[[noreturn]] void FailLate() { throw RedisUnavailable("timeout", "redis did not answer in time"); }

/// What is left until the deadline; never zero, which hiredis would take for "wait for ever".
timeval TimeLeft(Deadline deadline) {
  const auto left = std::chrono::duration_cast<microseconds>(deadline - steady_clock::now());
  if (left.count() <= 0) FailLate();
  timeval time{};
  time.tv_sec = static_cast<time_t>(left.count() / 1000000);
  time.tv_usec = static_cast<suseconds_t>(left.count() % 1000000);
  return time;
}

/// hiredis allocates, and later walks, as many elements as the head of an array claims. Garbage can
/// claim billions, which takes seconds; the gateway never asks for more than a handful.
redisReplyObjectFunctions* WithShortArrays(const redisReplyObjectFunctions* functions) {
  static const redisReplyObjectFunctions original = *functions;
  static redisReplyObjectFunctions limited = [] {
    redisReplyObjectFunctions changed = original;
    // The type of `count` is not the same in all versions of hiredis.
    changed.createArray = [](const redisReadTask* task, auto count) -> void* {
      return count > decltype(count){64} ? nullptr : original.createArray(task, count);
    };
    return changed;
  }();
  return &limited;
}

}  // namespace

RedisConnection::RedisConnection(const RedisUrl& url, Deadline deadline)
    : context_(
          redisConnectWithTimeout(url.address.host.c_str(), url.address.port, TimeLeft(deadline))) {
  if (!context_) throw std::bad_alloc();
  if (context_->err != 0) {
    if (steady_clock::now() >= deadline) FailLate();
    throw RedisUnavailable("unreachable",
                           std::string("cannot connect to redis: ") + context_->errstr);
  }
  context_->reader->fn = WithShortArrays(context_->reader->fn);
  LogInAndSelect(url, deadline);
}

void RedisConnection::LogInAndSelect(const RedisUrl& url, Deadline deadline) {
  std::vector<Words> commands;
  if (!url.user.empty()) {
    commands.push_back({"AUTH", url.user, url.password});
  } else if (!url.password.empty()) {
    commands.push_back({"AUTH", url.password});
  }
  if (url.database != 0) commands.push_back({"SELECT", std::to_string(url.database)});

  for (const HiredisReply& reply : Exchange(commands, deadline)) {
    if (reply->type == REDIS_REPLY_ERROR) throw RedisRefusal({reply->str, reply->len});
    if (reply->type != REDIS_REPLY_STATUS) {
      throw RedisUnavailable("bad_reply", "redis sent an unexpected reply to AUTH or SELECT");
    }
  }
}

bool RedisConnection::IsQuiet() const {
  char byte = 0;
  const bool nothing_to_read =
      recv(context_->fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) < 0 && errno == EAGAIN;
  const bool nothing_left_over = context_->reader->pos == context_->reader->len;
  return nothing_to_read && nothing_left_over;
}

void RedisConnection::IgnoreWhatHappened() { context_->err = 0; }

std::vector<HiredisReply> RedisConnection::Exchange(const std::vector<Words>& commands,
                                                    Deadline deadline) {
  Send(commands, deadline);
  std::vector<HiredisReply> replies;
  while (replies.size() < commands.size()) replies.push_back(Receive(deadline));
  return replies;
}

void RedisConnection::Send(const std::vector<Words>& commands, Deadline deadline) {
  for (const Words& words : commands) {
    std::vector<const char*> texts;
    std::vector<size_t> lengths;
    for (const std::string& word : words) {
      texts.push_back(word.data());
      lengths.push_back(word.size());
    }
    if (redisAppendCommandArgv(context_.get(), static_cast<int>(words.size()), texts.data(),
                               lengths.data()) != REDIS_OK) {
      Fail(deadline);
    }
  }
  for (int done = commands.empty(); !done;) {
    LimitNextCallTo(deadline);
    if (redisBufferWrite(context_.get(), &done) != REDIS_OK) Fail(deadline);
  }
}

// Not redisGetReply: its timeout begins anew with every byte, so a slow trickle could hold a
// request far past its deadline.
HiredisReply RedisConnection::Receive(Deadline deadline) {
  for (;;) {
    void* reply = nullptr;
    if (redisGetReplyFromReader(context_.get(), &reply) != REDIS_OK) Fail(deadline);
    if (reply != nullptr) return HiredisReply(static_cast<redisReply*>(reply));
    LimitNextCallTo(deadline);
    if (redisBufferRead(context_.get()) != REDIS_OK) Fail(deadline);
  }
}

void RedisConnection::LimitNextCallTo(Deadline deadline) {
  if (redisSetTimeout(context_.get(), TimeLeft(deadline)) != REDIS_OK) Fail(deadline);
}

void RedisConnection::Fail(Deadline deadline) const {
  const bool timed_out = context_->err == REDIS_ERR_IO && errno == EAGAIN;
  if (timed_out || steady_clock::now() >= deadline) FailLate();
  if (context_->err == REDIS_ERR_PROTOCOL || context_->err == REDIS_ERR_OOM) {
    throw RedisUnavailable("bad_reply", std::string("redis sent garbage: ") + context_->errstr);
  }
  throw RedisUnavailable("connection_lost",
                         std::string("lost the connection to redis: ") + context_->errstr);
}

}  // namespace alert_gateway
