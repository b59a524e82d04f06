#include <sys/stat.h>

#include <memory>
#include <optional>

#include "gtest_redis/server/redis_server.h"
#include "gtest_redis/state/config_override.h"
#include "gtest_redis/state/persistence.h"
#include "process/cgroup.h"
#include "process/deadline.h"
#include "process/resource_limit.h"
#include "state/misconf.h"
#include "state/prove_or_undo.h"
#include "state/snapshot_file.h"
#include "state/write_probe.h"

namespace gtest_redis {
namespace {

constexpr std::chrono::seconds kPatience{5};
// No file can be made in it, by anybody.
constexpr char kUnwritable[] = "/proc";

bool IsRoots(int pid) {
  struct stat status {};
  return stat(("/proc/" + std::to_string(pid)).c_str(), &status) == 0 && status.st_uid == 0;
}

// What keeps a server from making a snapshot.
class Obstacle {
 public:
  Obstacle(RedisServer& server, MisconfRdb::How how) {
    if (how == MisconfRdb::How::kDisk) {
      directory_.emplace(server, Directives{{"dir", kUnwritable}});
      return;
    }
    if (server.backend() != Backend::kProcess) {
      server.ThrowUnsupported(
          "'misconf-rdb' by a fork that fails needs an own process, and this is the back end '" +
          ToString(server.backend()) + "'");
    }
    if (!IsRoots(server.pid())) {
      limit_.emplace(server.pid(), RLIMIT_NPROC, 0);
      return;
    }
    // Root may have as many processes as it likes, but in a cgroup.
    const CgroupPlace place = CgroupPlace::Find("pids");
    if (place.parent.empty()) {
      server.ThrowUnsupported(
          "'misconf-rdb' by a fork that fails needs a pids cgroup for a server "
          "that runs as root: " +
          place.why_not);
    }
    cgroup_.emplace(place, server.pid());
  }

  void Remove() {
    if (directory_) directory_->Leave();
    limit_.reset();
    cgroup_.reset();
  }

 private:
  std::optional<ConfigOverride> directory_;
  std::optional<ResourceLimit> limit_;
  std::optional<PidsCgroup> cgroup_;
};

// Redis believes that its disk is well again when a snapshot has succeeded.
void Save(RedisServer& server) {
  Reply reply;
  WaitUntil(Deadline(kPatience), [&] {
    reply = server.Command("SAVE");
    return reply.error_message().find("in progress") == std::string::npos;
  });
  if (reply.is_error()) throw StateError("redis refuses SAVE: " + reply.error_message());
}

}  // namespace

std::vector<std::string> MisconfRdb::changes() const {
  return {"save", "stop-writes-on-bgsave-error", "dir", "dbfilename"};
}

Entered MisconfRdb::Apply(RedisServer& server) const {
  const auto file = std::make_shared<SnapshotFile>(server);
  const auto stops_writes = std::make_shared<ConfigOverride>(
      server, Directives{{"stop-writes-on-bgsave-error", "yes"}, {"save", "3600 1"}});
  const auto obstacle = std::make_shared<Obstacle>(server, how_);
  const auto undo = [&server, file, stops_writes, obstacle] {
    obstacle->Remove();
    Save(server);
    stops_writes->Leave();
    file->Leave();
  };
  ProveOrUndo(undo, [&] {
    // An error says already that fork() failed.
    const ConfigOverride often(server, {{"hz", kOften}});
    const Reply saves = server.Probe({"BGSAVE"});
    std::string fault;
    WaitUntil(Deadline(kPatience),
              [&] { return (fault = WriteNotRefused(server, "MISCONF")).empty(); });
    if (fault.empty()) return;
    throw StateError("'misconf-rdb' does not hold: BGSAVE, which was to fail, was answered '" +
                     saves.ToString() + "', and for 5 s " + fault);
  });
  return {undo, [&server] { return WriteNotRefused(server, "MISCONF"); }};
}

}  // namespace gtest_redis
