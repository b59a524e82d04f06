#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <limits>
#include <optional>

#include "gtest_redis/server/redis_server.h"
#include "gtest_redis/server/server_error.h"
#include "gtest_redis/state/config_override.h"
#include "gtest_redis/state/ending.h"
#include "process/system_error.h"
#include "state/ended.h"

namespace gtest_redis {
namespace {

constexpr std::uint64_t kHeadroom = 16 * 1024 * 1024;  // For its last words.
constexpr char kLastWords[] = "Out Of Memory allocating";

// Its size in virtual memory, in bytes.
std::uint64_t AddressSpace(int pid) {
  std::uint64_t pages = 0;
  std::ifstream("/proc/" + std::to_string(pid) + "/statm") >> pages;
  return pages * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
}

std::string WholeLog(const RedisServer& server) {
  return server.Log(std::numeric_limits<std::size_t>::max());
}

// Exchanges the limit of a process's address space, and returns the one from before.
rlimit LimitAddressSpace(int pid, const rlimit* limit) {
  rlimit before{};
  if (prlimit(pid, RLIMIT_AS, limit, &before) == 0) return before;
  throw StateError("cannot limit the address space of redis-server: " + ErrnoText(errno));
}

}  // namespace

Entered AllocatorAbort::Apply(RedisServer& server) const {
  server.Probe({"PING"});  // Throws when it is dead or paused.
  const int pid = server.pid();
  const std::size_t log_before = WholeLog(server).size();
  const rlimit before = LimitAddressSpace(pid, nullptr);
  const rlimit limit = {std::min<rlim_t>(AddressSpace(pid) + kHeadroom, before.rlim_max),
                        before.rlim_max};
  // It would test the machine's memory as a part of its last words, which takes 0.2 s.
  std::optional<ConfigOverride> brief;
  if (server.AtLeast(6, 2)) brief.emplace(server, Directives{{"crash-memcheck-enabled", "no"}});
  LimitAddressSpace(pid, &limit);
  try {
    EndByWriting(server, *this, "by signal ");  // Which one, the version decides.
  } catch (...) {
    if (server.running() && server.pid() == pid) LimitAddressSpace(pid, &before);
    throw;
  }
  if (WholeLog(server).find(kLastWords, log_before) == std::string::npos) {
    server.Restart();
    throw StateError("'" + name() +
                     "' does not hold: redis-server has aborted, but its log does "
                     "not say '" +
                     kLastWords + "'");
  }
  return UntilRestart(server);
}

}  // namespace gtest_redis
