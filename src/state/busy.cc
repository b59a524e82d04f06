#include <memory>

#include "gtest_redis/server/redis_server.h"
#include "gtest_redis/state/config_override.h"
#include "gtest_redis/state/pausing.h"
#include "process/deadline.h"
#include "state/death_pledge.h"
#include "state/event_loop.h"
#include "state/pending_command.h"
#include "state/prove_or_undo.h"
#include "state/script_loop.h"

namespace gtest_redis {
namespace {

constexpr std::chrono::seconds kLoop{60};
constexpr std::chrono::seconds kPatience{10};

bool IsBusy(RedisServer& server) { return server.Probe({"PING"}).error_code() == "BUSY"; }

// The loop ends at SCRIPT KILL, or has ended by itself.
void Kill(RedisServer& server, const PendingCommand& loop) {
  const bool ended = WaitUntil(Deadline(kPatience), [&] {
    if (!loop.answered()) server.Probe({"SCRIPT", "KILL"});
    return loop.Wait(Deadline(std::chrono::milliseconds(20)));
  });
  if (!ended) throw StateError("the script did not end within 10 s of SCRIPT KILL");
}

}  // namespace

std::vector<std::string> Busy::changes() const {
  return {kEventLoop, "busy-reply-threshold", "lua-time-limit"};
}

Entered Busy::Apply(RedisServer& server) const {
  const std::vector<std::string> command = ScriptLoop(server, kLoop);
  const auto threshold =
      std::make_shared<ConfigOverride>(server, Directives{{BusyDirective(server), "1"}});
  // First, because nothing can be put back while Redis is busy; again until it is no more.
  const auto pledge =
      std::make_shared<DeathPledge>(server, "SCRIPT KILL\r\n", "-NOTBUSY", "+OK", true);
  const auto loop =
      std::make_shared<PendingCommand>(server.Connect(PendingCommand::kPatient), command);
  // CONFIG is refused until the script has ended.
  const auto undo = [&server, threshold, pledge, loop] {
    Kill(server, *loop);
    threshold->Leave();
  };
  ProveOrUndo(undo, [&] {
    const bool busy =
        WaitUntil(Deadline(kPatience), [&] { return loop->answered() || IsBusy(server); });
    if (busy && !loop->answered()) return;
    throw StateError("'busy' does not hold: " +
                     (busy ? "the script was answered '" + loop->answer() + "'"
                           : "PING was not answered BUSY within 10 s"));
  });
  const auto fault = [&server]() -> std::string {
    return IsBusy(server) ? "" : "PING was not answered BUSY: the script has ended";
  };
  return {undo, fault};
}

}  // namespace gtest_redis
