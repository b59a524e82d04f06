#include <memory>

#include "gtest_redis/server/redis_server.h"
#include "gtest_redis/server/whole_server.h"
#include "gtest_redis/state/pausing.h"
#include "process/deadline.h"
#include "state/death_pledge.h"
#include "state/pending_command.h"
#include "state/prove_or_undo.h"

namespace gtest_redis {
namespace {

void Order(RedisServer& server, const std::vector<std::string>& command) {
  const Reply reply = server.Pipeline({command}).front();
  if (!reply.is_error()) return;
  throw StateError("redis refuses CLIENT " + command[1] + ": " + reply.error_message());
}

// Whether Redis has read the command of that client, and keeps it waiting.
bool Waits(RedisServer& server, std::int64_t id) {
  const std::string list = server.Command("CLIENT", "LIST", "ID", id).ToString();
  return list.find(" flags=b") != std::string::npos &&
         list.find(" cmd=lpushx ") != std::string::npos;
}

}  // namespace

WritesPaused::WritesPaused(std::chrono::milliseconds duration) : duration_(duration) {
  if (duration_ < std::chrono::seconds(1) || duration_ > std::chrono::hours(1)) {
    throw StateError("writes cannot be paused for " + std::to_string(duration_.count()) +
                     " ms; 1 s to 1 h are asked for");
  }
}

// The proofs of every other state would wait, and redis refuses nothing as OOM meanwhile.
std::vector<std::string> WritesPaused::changes() const { return {kWholeServer}; }

Entered WritesPaused::Apply(RedisServer& server) const {
  const auto whole = std::make_shared<WholeServer>(server);
  Connection redis = server.Connect(PendingCommand::kPatient);
  const std::int64_t id = redis.Command("CLIENT", "ID").integer();
  const auto pledge = std::make_shared<DeathPledge>(server, "CLIENT UNPAUSE\r\n", "+OK");
  Order(server, {"CLIENT", "PAUSE", std::to_string(duration_.count()), "WRITE"});
  const auto write = std::make_shared<PendingCommand>(
      std::move(redis), std::vector<std::string>{"LPUSHX", "gtest-redis:no-such-list", "x"});
  const auto undo = [&server, whole, pledge, write] {
    Order(server, {"CLIENT", "UNPAUSE"});
    whole->Leave();
    if (!write->Wait(Deadline(std::chrono::seconds(5)))) {
      throw StateError("a write is still not answered 5 s after CLIENT UNPAUSE");
    }
  };
  const auto fault = [&server, write, id]() -> std::string {
    if (!write->answered() && Waits(server, id)) return "";
    write->Wait(Deadline(std::chrono::seconds(1)));
    return "the write that was sent when it was entered was answered '" +
           (write->answered() ? write->answer() : "") +
           "': the pause ran out, or somebody ended it";
  };
  ProveOrUndo(undo, [&] {
    const bool waits = WaitUntil(Deadline(std::chrono::seconds(5)),
                                 [&] { return write->answered() || Waits(server, id); });
    if (waits && !write->answered()) return;
    throw StateError("'writes-paused' does not hold: " +
                     (waits ? fault() : "redis did not read a write within 5 s"));
  });
  return {undo, fault};
}

}  // namespace gtest_redis
