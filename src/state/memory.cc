#include "gtest_redis/state/memory.h"

#include <cmath>
#include <memory>

#include "gtest_redis/redis/info.h"
#include "gtest_redis/server/redis_server.h"
#include "gtest_redis/state/config_override.h"
#include "state/ballast.h"

namespace gtest_redis {
namespace {

// A command that may need memory, so that Redis refuses it when it is full, and that changes
// nothing when not.
Reply ProbeWrite(RedisServer& server) {
  return server.Probe({"LPUSHX", "gtest-redis:no-such-list", "x"});
}

void ProveOutOfMemory(RedisServer& server) {
  const Reply reply = ProbeWrite(server);
  if (reply.error_code() == "OOM") return;
  throw StateError(
      "'out-of-memory' does not hold: maxmemory is lower than what is in use, but a write was "
      "answered '" +
      reply.ToString() +
      "' (a replica ignores maxmemory, and so does a server with paused clients)");
}

std::string Bytes(std::uint64_t bytes) { return std::to_string(bytes) + " bytes"; }

std::string Number(double number) {
  std::string text = std::to_string(number);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text;
}

// Sets directives, fills redis until `used` bytes are in use, and only then limits it to
// `maxmemory`: near a limit, the buffer of a request may be what is too much. Returns what undoes
// all of it.
std::function<void()> FillAndLimit(RedisServer& server, Directives directives, std::uint64_t used,
                                   std::uint64_t maxmemory) {
  directives.emplace_back("maxmemory", "0");
  const auto config = std::make_shared<ConfigOverride>(server, directives);
  const auto ballast = std::make_shared<Ballast>(server);
  ballast->FillTo(used);
  const Reply limited = server.Command("CONFIG", "SET", "maxmemory", maxmemory);
  if (limited.is_error()) throw StateError("cannot set maxmemory: " + limited.error_message());
  return [config, ballast] {
    ballast->Remove();
    config->Leave();
  };
}

}  // namespace

OutOfMemory OutOfMemory::ByFilling(std::uint64_t bytes, std::uint64_t overshoot) {
  OutOfMemory state;
  state.fill_to_ = bytes;
  state.overshoot_ = overshoot;
  return state;
}

std::vector<std::string> OutOfMemory::changes() const { return {"maxmemory", "maxmemory-policy"}; }

std::function<void()> OutOfMemory::Apply(RedisServer& server) const {
  if (fill_to_ == 0) {
    // The policy first: the other way round, a policy that evicts would empty the database.
    const auto config = std::make_shared<ConfigOverride>(
        server, Directives{{"maxmemory-policy", "noeviction"}, {"maxmemory", "1"}});
    ProveOutOfMemory(server);
    return [config] { config->Leave(); };
  }
  const std::uint64_t used = UsedMemory(server);
  if (used >= fill_to_) {
    throw StateError("cannot fill redis to " + Bytes(fill_to_) + ": " + Bytes(used) +
                     " are in use already; name a higher limit, OutOfMemory::ByFilling(bytes)");
  }
  auto undo =
      FillAndLimit(server, {{"maxmemory-policy", "noeviction"}}, fill_to_ + overshoot_, fill_to_);
  ProveOutOfMemory(server);
  return undo;
}

MemoryAt::MemoryAt(double ratio, std::uint64_t maxmemory) : ratio_(ratio), maxmemory_(maxmemory) {
  if (!(ratio > 0 && ratio <= 1)) {
    throw StateError("memory cannot be at " + Number(ratio) +
                     " of maxmemory; a ratio above 0 and up to 1 is asked for");
  }
}

std::function<void()> MemoryAt::Apply(RedisServer& server) const {
  const auto target =
      static_cast<std::uint64_t>(std::llround(ratio_ * static_cast<double>(maxmemory_)));
  const std::uint64_t used = UsedMemory(server);
  if (used > target) {
    throw StateError("cannot hold memory at " + Number(ratio_) + " of " + Bytes(maxmemory_) + ": " +
                     Bytes(used) +
                     " are in use already; name a higher maxmemory, MemoryAt(ratio, maxmemory)");
  }
  auto undo = FillAndLimit(server, {}, target, maxmemory_);
  const std::uint64_t reached = UsedMemory(server);
  const std::uint64_t error = reached > target ? reached - target : target - reached;
  // A thousandth; small limits cannot be met as closely, because one connection more is 18 to 62
  // KB.
  if (error > std::max<std::uint64_t>(maxmemory_ / 1000, 64 * 1024)) {
    throw StateError("'memory-at' does not hold: " + Bytes(target) + " were to be in use, and " +
                     Bytes(reached) + " are");
  }
  return undo;
}

}  // namespace gtest_redis
