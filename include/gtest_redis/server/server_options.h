#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>

namespace gtest_redis {

/// Who runs a server.
enum class Backend {
  kAny,        ///< In options: a process where there is a server program, else a container.
  kProcess,    ///< A private redis-server or valkey-server, a child of this program.
  kContainer,  ///< A container of our own, made through Docker's or Podman's API.
  kAttach,     ///< Somebody else, see RedisServer::Attach(). Not for options.
};

/// "process", "container", "attach"; "any".
std::string ToString(Backend backend);

/// How a container is reached.
enum class ContainerNetwork {
  kAutomatic,  ///< This machine's own network where the engine provably shares it, else a port.
  kHost,       ///< This machine's own network: starts in less than half the time.
  kPublished,  ///< A network of its own, and a port published on loopback.
};

/// The image of containers, where none is named.
inline constexpr char kDefaultImage[] = "redis:7.4.1-bookworm";

/// What kind of server to start. A plain value: copy it, change it, keep it. As it stands it is a
/// Redis with its own defaults, but without persistence.
struct ServerOptions {
  Backend backend = Backend::kAny;

  /// Of a process: the program, a path, or a name to be found on PATH. Empty: GTEST_REDIS_SERVER,
  /// then redis-server, then valkey-server.
  std::string executable;

  /// Of a container: its image, pulled when it is not there. Empty: GTEST_REDIS_IMAGE, then
  /// kDefaultImage. Any image whose entry point takes redis-server's arguments, or that has a
  /// redis-server or valkey-server as its command: the official ones of Redis and Valkey do.
  std::string image;
  /// Of a container: how it is reached.
  ContainerNetwork network = ContainerNetwork::kAutomatic;
  /// Of a container: how many bytes of memory it may use, swap included, until the kernel kills it;
  /// zero: no limit. Docker takes no less than 6 MB.
  std::uint64_t memory_limit = 0;

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
  ///
  ///     save "", appendonly no: nothing is written to disk
  ///     repl-diskless-sync-delay 0: a replica need not wait 5 s for its first sync
  ///     hz 100: what Redis notices by itself (an end of a save, of a pause), it notices in 10 ms
  ///     enable-debug-command yes, enable-protected-configs yes (7.0): for the states
  ///     latency-tracking no (7.0): else used memory moves by 25 KB with each command's first use
  ///     crash-memcheck-enabled no (6.2): a crash takes 1 ms, not 180
  ///
  /// Where the server listens and lives is not open to change: port, bind, unixsocket,
  /// unixsocketperm, dir, daemonize, logfile are refused.
  std::map<std::string, std::string> config;
  /// A file of such directives on this machine; those above win over it. Empty: none. A process
  /// reads it where it is; a container gets a copy, without the files that it includes.
  std::string config_file;
  /// The file on this machine that holds the server's ACL users (the `aclfile` directive); a copy
  /// is what the server reads, and changes with ACL SAVE. Empty: none. Redis 6.0 and newer.
  std::string acl_file;

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
