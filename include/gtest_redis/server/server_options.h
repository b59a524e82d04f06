#pragma once

#include <chrono>
#include <map>
#include <string>

namespace gtest_redis {

/// Who runs a server.
enum class Backend {
  kProcess,  ///< A private redis-server or valkey-server, a child of this program.
};

/// "process".
std::string ToString(Backend backend);

/// What kind of server to start. A plain value: copy it, change it, keep it. As it stands it is a
/// Redis with its own defaults, but without persistence.
struct ServerOptions {
  Backend backend = Backend::kProcess;

  /// The program: a path, or a name to be found on PATH. Empty: GTEST_REDIS_SERVER, then
  /// redis-server, then valkey-server.
  std::string executable;

  /// The database that url(), Connect() and the fixtures use: for services that hard-code an index.
  int database = 0;

  /// The `maxmemory` directive in Redis's notation ("64mb", where mb is 2^20); empty: no limit.
  std::string maxmemory;
  /// The `maxmemory-policy` directive; empty: Redis's default, noeviction.
  std::string maxmemory_policy;
  /// The `requirepass` directive; empty: none. url() and Connect() carry it.
  std::string password;

  /// Any other directive, as in redis.conf: {"appendonly", "yes"}, {"save", "3600 1 300 100"}. The
  /// value is what stands behind the name there, with quotes where it needs them; lines within a
  /// value repeat the directive. Goes after, and so wins over, what the library sets itself:
  ///   save "", appendonly no                 nothing is written to disk
  ///   repl-diskless-sync-delay 0             a replica need not wait 5 s for its first sync
  ///   enable-debug-command, enable-protected-configs yes, latency-tracking no (7.0),
  ///   crash-memcheck-enabled no (6.2), where the server knows them     for the states; used memory
  ///   then does not move by 25 KB with
  ///                                          the first use of each command
  /// Where the server listens and lives is not open to change: port, bind, unixsocket,
  /// unixsocketperm, dir, daemonize, logfile are refused.
  std::map<std::string, std::string> config;

  /// How long the server may take until it answers PING, loading its data included.
  std::chrono::milliseconds start_timeout{10000};
  /// How long it may take to end by itself (SIGTERM, with a final save where `save` is on) before
  /// it is killed. Zero kills at once, 0.5 ms: the data of a test are not worth saving.
  std::chrono::milliseconds stop_grace{0};
  /// How long the server's own connection waits for each reply.
  std::chrono::milliseconds command_timeout{5000};
};

bool operator==(const ServerOptions& left, const ServerOptions& right);
bool operator!=(const ServerOptions& left, const ServerOptions& right);

}  // namespace gtest_redis
