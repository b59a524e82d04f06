#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "gtest_redis/redis/connection.h"
#include "gtest_redis/redis/info.h"
#include "gtest_redis/redis/reply.h"
#include "gtest_redis/server/attach_options.h"
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
  /// Starts a private server, and returns when it answers PING: a process on a unix socket and a
  /// loopback port that nobody else can get, in a directory of its own; or a container, as
  /// `options.backend` says. Throws UnavailableError when there is no server program, and no
  /// container engine; ServerError, with the log's tail, when it exits, refuses its configuration,
  /// or does not answer within `options.start_timeout`.
  static RedisServer Start(const ServerOptions& options = {});

  /// Uses a Redis that is somebody else's: a standalone server, 5.0 or newer, of Redis or Valkey.
  ///
  /// Takes one database of it: one that is empty, or bears the mark of tests, and that no foreign
  /// client has selected; many programs that attach to one server get different ones, and wait for
  /// each other where there are too few. A database that may not be taken is never flushed: then
  /// this throws ServerError with what is in it, and the line that would allow it.
  ///
  /// `url` may name the database, a password, and an ACL user. Throws UrlError, ServerError, and
  /// ConnectionError when the server cannot be reached. The server is left as it was found, keys in
  /// the database taken aside, also when this program is killed.
  static RedisServer Attach(const std::string& url, const AttachOptions& options = {});

  /// Uses the container that `gtest-redis share FILE` started for all programs of one ctest. They
  /// have it one after the other: this waits for its turn, which ends with the RedisServer, or with
  /// the program, however that ends. Until then it is as a server of our own, but for its start:
  /// of `options` the database, maxmemory, its policy and the timeouts are heeded. Throws
  /// ServerError when the turn does not come within `turn_timeout`, or the container is gone.
  static RedisServer Share(const std::string& file, const ServerOptions& options = {},
                           std::chrono::milliseconds turn_timeout = std::chrono::minutes(10));

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
  /// The path of its unix socket; empty where it has none that can be reached.
  std::string unix_socket() const;
  int database() const;
  Backend backend() const;
  const ServerOptions& options() const;
  /// The directives of the last RestartWith(); empty before it.
  const std::map<std::string, std::string>& extra_config() const;
  /// The program that runs, with its path; of a container, its image.
  std::string executable() const;
  /// The server's directory: its configuration (redis.conf), log, and dump files; empty where it is
  /// not on this machine.
  std::string directory() const;
  /// "7.0.15"; for Valkey its own version. Asks the server, once.
  std::string version();
  /// "redis" or "valkey". Asks the server, once.
  std::string product();
  /// Whether its version is at least `major.minor`. Valkey counts as the Redis 7.2 that it forked
  /// from.
  bool AtLeast(int major, int minor);

  /// A new connection, over the unix socket where there is one, to this server's database. Throws
  /// ConnectionError. To somebody else's server, it sends no command that would touch more than the
  /// database (FLUSHALL, SELECT of another one, CONFIG SET without TakeWhole()), but throws
  /// ServerError.
  Connection Connect(const ConnectOptions& options = {}) const;

  /// Runs a command on the server's own connection, which is one like those of Connect(),
  /// reconnecting as needed. Throws ConnectionError; ServerError when the server is known to be
  /// dead or paused.
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
  /// The last of these reasons; "it started" before.
  std::string mark_reason() const;
  /// For messages: "redis refused since 'out-of-memory' was entered: OOM 3", or that it refused
  /// nothing, or why that is not known. Never throws; waits 250 ms at most.
  std::string DescribeRefusals();

  /// Empties its database: FLUSHDB, and never more than that. An attached database is flushed only
  /// while it is provably ours: throws ServerError when it is not, or no longer.
  void Flush();

  /// Attached, a server is used by several programs. Between Use() and Yield() none of them has the
  /// whole of it; where there is no Yield(), from Attach() on. Use() waits for it, and throws
  /// ServerError, saying who has it, after AttachOptions::claim_timeout. Both do nothing with a
  /// server of our own. A RedisTest does it by itself.
  void Use();
  void Yield();
  /// Takes the whole server, its configuration included, until as many calls of ReleaseWhole():
  /// waits until no other test uses it, and keeps new ones waiting. States and ConfigOverride do
  /// it by themselves. What CONFIG SET changes meanwhile is put back at the release, or, when this
  /// program is killed, after it. Throws ServerError when databases that are not of tests hold
  /// keys, or clients are connected that are not, with the line that would allow it nevertheless;
  /// UnsupportedError where the server does not let us. Does nothing with a server of our own.
  ///
  /// Tests that wait for it while they run have keys already: one that `erases` keys of all
  /// databases (an eviction policy does) gets it after those that do not.
  void TakeWhole(bool erases = false);
  void ReleaseWhole();

  /// What happened at Attach() that a person should know: a configuration restored that a killed
  /// program had left changed.
  std::vector<std::string> notices() const;

  /// Has `handler` called with what this server cannot do for what it is, before that is thrown: a
  /// fixture skips its test.
  void OnUnsupported(std::function<void(const UnsupportedError&)> handler);
  /// Throws UnsupportedError with this reason, after the handler was told: for what is built on a
  /// server.
  [[noreturn]] void ThrowUnsupported(const std::string& reason);

  /// Tells this server from others, over moves.
  const void* id() const { return impl_.get(); }
  /// Whether the server process exists, paused or not.
  bool running();
  bool paused() const;
  /// Whether it ended without Kill() or Stop() having been called, nor ExcuseEnd().
  bool died();
  /// How it ended: "was killed by signal 9 (Killed)"; empty while it runs.
  std::string exit_reason();
  /// -1 where it is not on this machine.
  int pid() const;

  // What only a server of our own can do; somebody else's throws UnsupportedError.

  /// Ends the server if it runs, and starts it again: same address, same configuration file. Its
  /// data are gone unless `config` made it persistent. Throws as Start() does.
  void Restart();
  /// Restart(), with these directives beside, and above, those of its options; a later Restart()
  /// keeps them, the next RestartWith() has its own in their place: one with an empty map is as
  /// at first again. A container is made anew for it, with the same name and address, and so loses
  /// its data in any case.
  ///
  /// Throws ServerError for directives that are not open to change (see ServerOptions::config), and
  /// UnsupportedError for a container that is shared: then the server still runs as it did. Throws
  /// as Start() does when the server refuses them: then it does not run, and the next Restart()
  /// starts it with those from before.
  void RestartWith(const std::map<std::string, std::string>& config);
  /// SIGKILL. Connections end with EOF; new ones are refused.
  void Kill();
  /// SIGSTOP: connecting succeeds, and no answer comes. Returns when the process has stopped.
  void Pause();
  /// SIGCONT after Pause().
  void Resume();
  /// Has the kernel kill it when it takes `bytes` more memory than it has now, swap included, until
  /// LiftMemoryLimit(), or its end: "was killed by the kernel: out of memory". Of a process, this
  /// takes a cgroup of our own, and so root or a delegated cgroup: throws UnsupportedError where
  /// none can be had.
  void LimitMemory(std::uint64_t bytes);
  void LiftMemoryLimit();
  /// After it was ended on purpose, by other means than Kill(): died() is false then.
  void ExcuseEnd();
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
