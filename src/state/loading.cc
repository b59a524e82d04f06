#include <memory>

#include "gtest_redis/server/redis_server.h"
#include "gtest_redis/state/config_override.h"
#include "gtest_redis/state/persistence.h"
#include "process/deadline.h"
#include "state/event_loop.h"
#include "state/filler.h"
#include "state/pending_command.h"
#include "state/prove_or_undo.h"
#include "state/run_all.h"
#include "state/snapshot_file.h"

namespace gtest_redis {
namespace {

constexpr int kKeys = 3300;
constexpr char kDelay[] = "10000";  // Of each key, in microseconds.
// Redis looks at its clients when it has read this much; each key is a little more.
constexpr char kInterval[] = "1024";
constexpr char kSize[] = "1100";
constexpr char kPrefix[] = "gtest-redis:loading";
constexpr std::chrono::seconds kPatience{60};

// Why it does not load; empty when it does.
std::string Loaded(RedisServer& server) {
  const Reply reply = server.Probe({"PING"});
  if (reply.error_code() == "LOADING") return "";
  return "PING was answered '" + reply.ToString() + "', and not LOADING";
}

}  // namespace

std::vector<std::string> Loading::changes() const {
  return {kEventLoop, "maxmemory", "dbfilename"};
}

Entered Loading::Apply(RedisServer& server) const {
  const auto room = std::make_shared<ConfigOverride>(server, Directives{{"maxmemory", "0"}});
  // Keys that take their time; DEBUG POPULATE puts a colon before their numbers.
  const auto filler = std::make_shared<Filler>(server, std::string(kPrefix) + ":", kKeys);
  RunAll(server, {{"DEBUG", "POPULATE", std::to_string(kKeys), kPrefix, kSize}});
  const auto file = std::make_shared<SnapshotFile>(server);
  const auto slow = std::make_shared<ConfigOverride>(
      server, Directives{{"rdbcompression", "no"},
                         {"loading-process-events-interval-bytes", kInterval},
                         {"key-load-delay", kDelay}});
  const auto reload = std::make_shared<PendingCommand>(server.Connect(PendingCommand::kPatient),
                                                       std::vector<std::string>{"DEBUG", "RELOAD"});
  const auto undo = [&server, room, filler, file, slow, reload] {
    slow->Leave();
    if (!reload->Wait(Deadline(kPatience))) {
      throw StateError("redis still loads 60 s after it was let to");
    }
    file->Leave();
    filler->Remove();
    room->Leave();
  };
  ProveOrUndo(undo, [&] {
    std::string fault;
    WaitUntil(Deadline(kPatience),
              [&] { return (fault = Loaded(server)).empty() || reload->answered(); });
    if (fault.empty()) return;
    throw StateError("'loading' does not hold: DEBUG RELOAD was answered '" +
                     (reload->answered() ? reload->answer() : "") + "', and " + fault);
  });
  return {undo, [&server] { return Loaded(server); }};
}

}  // namespace gtest_redis
