#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "gtest_redis/redis/connection.h"
#include "gtest_redis/server/redis_server.h"
#include "process/environment_variable.h"
#include "process/scratch_directory.h"
#include "server/attached_server.h"

namespace gtest_redis {

/// A Redis that plays somebody else's: a private server, of which no connection is left open but
/// those that a test asks for. Journals go to a directory of its own.
class Target {
 public:
  explicit Target(const ServerOptions& options = {});

  RedisServer& server() { return server_; }
  Url url() const { return Url::Parse(server_.url()); }
  /// "127.0.0.1:41234".
  std::string place() const { return "127.0.0.1:" + std::to_string(server_.port()); }

  /// A client that is not of tests, in `database`, while the connection lives.
  Connection Stranger(int database = 0) const;
  /// Runs a command in `database` on a connection that then goes.
  Reply Run(int database, const std::vector<std::string>& command) const;
  void Fill(int database, int keys) const;
  std::int64_t Keys(int database) const;
  std::string Directive(const std::string& name) const;
  /// Valkey counts as the Redis 7.2 that it forked from.
  bool AtLeast(int major) const;

 private:
  ScratchDirectory state_;
  EnvironmentVariable state_home_;
  RedisServer server_;
};

/// Options that do not wait long.
AttachOptions Impatient(int database = AttachOptions::kAnyDatabase);

/// Attached.
std::unique_ptr<AttachedServer> Attach(const Url& url, const AttachOptions& options = {});

/// Attaches as one test does: takes a database and flushes it; what() of the ServerError, or
/// "taken".
std::string TakeAndFlush(const Url& url, const AttachOptions& options = {});

/// What the error of `action` says; "no error".
template <typename ErrorType = ServerError>
std::string ErrorOf(const std::function<void()>& action) {
  try {
    action();
  } catch (const ErrorType& error) {
    return error.what();
  }
  return "no error";
}

}  // namespace gtest_redis
