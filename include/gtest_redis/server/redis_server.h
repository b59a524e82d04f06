#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "gtest_redis/redis/connection.h"
#include "gtest_redis/redis/info.h"
#include "gtest_redis/redis/reply.h"
#include "gtest_redis/server/server_error.h"
#include "gtest_redis/server/server_options.h"

namespace gtest_redis {

/// A running Redis. Move-only; ends its server with itself, and so does the end of the program,
/// whatever ends it, kill -9 included: no server and no directory is left behind.
///
///     RedisServer server = RedisServer::Start();
///     Connection redis = server.Connect();
///     redis.Command("SET", "key", "value");
///
/// Command(), Pipeline(), Probe(), Refusals(), MarkRefusals(), DescribeRefusals() and Log() may be
/// called from any thread; the rest from one thread at a time.
class RedisServer {
 public:
  /// Starts a private server on a unix socket and a loopback port that nobody else can get, in a
  /// directory of its own, and returns when it answers PING. Throws UnavailableError when there is
  /// no server program, and ServerError, with the log's tail, when it exits, refuses its
  /// configuration, or does not answer within `options.start_timeout`.
  static RedisServer Start(const ServerOptions& options = {});

  ~RedisServer();
  RedisServer(RedisServer&& other) noexcept;
  RedisServer& operator=(RedisServer&& other) noexcept;
  RedisServer(const RedisServer&) = delete;
  RedisServer& operator=(const RedisServer&) = delete;

  /// "redis://127.0.0.1:41234/0", with the password and database of its options. Stays the same
  /// over Restart().
  std::string url() const;
  std::string host() const;
  int port() const;
  /// The path of its unix socket.
  std::string unix_socket() const;
  int database() const;
  Backend backend() const;
  const ServerOptions& options() const;
  /// The program that runs, with its path.
  std::string executable() const;
  /// The server's directory: its configuration (redis.conf), log, and dump files.
  std::string directory() const;
  /// "7.0.15"; for Valkey its own version. Asks the server, once.
  std::string version();
  /// "redis" or "valkey". Asks the server, once.
  std::string product();
  /// Whether its version is at least `major.minor`. Valkey counts as the Redis 7.2 that it forked
  /// from.
  bool AtLeast(int major, int minor);

  /// A new connection, over the unix socket, to this server's database. Throws ConnectionError.
  Connection Connect(const ConnectOptions& options = {}) const;

  /// Runs a command on the server's own connection (database 0), reconnecting as needed. Throws
  /// ConnectionError; ServerError when the server is known to be dead or paused.
  template <typename... Arguments>
  Reply Command(const Arguments&... arguments) {
    return Pipeline({{Connection::Argument(arguments)...}}).front();
  }
  std::vector<Reply> Pipeline(const std::vector<std::vector<std::string>>& commands);
  /// As Command(), but when it is refused, Refusals() does not count it: for looking whether a
  /// state holds.
  Reply Probe(const std::vector<std::string>& command);

  /// What Redis refused since it started, by error code; Probe()s aside. Needs Redis 6.2 (INFO
  /// errorstats): throws ServerError for older ones.
  RefusalCounts Refusals();
  /// Makes DescribeRefusals() count from now, and say since when: "'out-of-memory' was entered".
  void MarkRefusals(const std::string& reason);
  /// For messages: "redis refused since 'out-of-memory' was entered: OOM 3", or that it refused
  /// nothing, or why that is not known. Never throws; waits 250 ms at most.
  std::string DescribeRefusals();

  /// Whether the server process exists, paused or not.
  bool running();
  bool paused() const;
  /// Whether it ended without Kill() or Stop() having been called.
  bool died();
  /// How it ended: "was killed by signal 9 (Killed)"; empty while it runs.
  std::string exit_reason();
  int pid() const;

  /// Ends the server if it runs, and starts it again: same address, same configuration file. Its
  /// data are gone unless `config` made it persistent. Throws as Start() does.
  void Restart();
  /// SIGKILL. Connections end with EOF; new ones are refused.
  void Kill();
  /// SIGSTOP: connecting succeeds, and no answer comes. Returns when the process has stopped.
  void Pause();
  /// SIGCONT after Pause().
  void Resume();
  /// Ends it as the destructor does: SIGTERM and `stop_grace` where that is not zero, then SIGKILL.
  void Stop();

  /// The last lines of its log, at most `bytes`.
  std::string Log(std::size_t bytes = 4000) const;

 private:
  class Impl;
  explicit RedisServer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace gtest_redis
