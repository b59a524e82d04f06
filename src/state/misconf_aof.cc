#include <sys/stat.h>

#include <cerrno>
#include <memory>
#include <optional>

#include "gtest_redis/server/redis_server.h"
#include "gtest_redis/state/config_override.h"
#include "gtest_redis/state/persistence.h"
#include "process/deadline.h"
#include "process/remove_tree.h"
#include "process/resource_limit.h"
#include "process/system_error.h"
#include "state/misconf.h"
#include "state/prove_or_undo.h"
#include "state/server_info.h"
#include "state/write_probe.h"

namespace gtest_redis {
namespace {

constexpr std::chrono::seconds kPatience{5};

// An append-only file, in a directory that is removed with this object.
class AppendOnly {
 public:
  explicit AppendOnly(RedisServer& server) : directory_(server.directory() + "/misconf-aof") {
    if (mkdir(directory_.c_str(), S_IRWXU) != 0 && errno != EEXIST) {
      throw StateError("cannot make the directory '" + directory_ + "': " + ErrnoText(errno));
    }
    on_.emplace(server, Directives{{"dir", directory_}, {"appendonly", "yes"}});
    const ConfigOverride often(server, {{"hz", kOften}});
    const bool written = WaitUntil(Deadline(kPatience), [&] {
      const Info info = ServerInfo(server, "persistence");
      return info.Integer("aof_rewrite_in_progress") + info.Integer("aof_rewrite_scheduled") == 0;
    });
    if (!written) throw StateError("redis did not write its append-only file within 5 s");
  }
  ~AppendOnly() {
    on_.reset();
    RemoveTree(directory_.c_str());
  }
  AppendOnly(const AppendOnly&) = delete;
  AppendOnly& operator=(const AppendOnly&) = delete;

  void Leave() { on_->Leave(); }

 private:
  const std::string directory_;
  std::optional<ConfigOverride> on_;
};

}  // namespace

std::vector<std::string> MisconfAof::changes() const {
  return {"appendonly", "appendfsync", "dir"};
}

Entered MisconfAof::Apply(RedisServer& server) const {
  const auto everysec =
      std::make_shared<ConfigOverride>(server, Directives{{"appendfsync", "everysec"}});
  std::shared_ptr<AppendOnly> file;
  if (ServerInfo(server, "persistence").Integer("aof_enabled") == 0) {
    file = std::make_shared<AppendOnly>(server);
  }
  const auto limit = std::make_shared<ResourceLimit>(server.pid(), RLIMIT_FSIZE, 0);
  const auto undo = [&server, everysec, file, limit] {
    limit->Lift();
    const bool writes =
        WaitUntil(Deadline(kPatience), [&] { return !WriteNotRefused(server, "MISCONF").empty(); });
    if (!writes) throw StateError("redis still refuses writes 5 s after its files may grow again");
    if (file) file->Leave();
    everysec->Leave();
  };
  ProveOrUndo(undo, [&] {
    // A write that changes nothing, and goes into the file nevertheless; the next one is refused.
    const Reply write = server.Probe({"SWAPDB", "0", "0"});
    std::string fault;
    WaitUntil(Deadline(kPatience),
              [&] { return (fault = WriteNotRefused(server, "MISCONF")).empty(); });
    if (fault.empty()) return;
    throw StateError("'misconf-aof' does not hold: its files may not grow, SWAPDB was answered '" +
                     write.ToString() + "', and for 5 s " + fault);
  });
  return {undo, [&server] { return WriteNotRefused(server, "MISCONF"); }};
}

}  // namespace gtest_redis
