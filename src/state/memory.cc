#include "gtest_redis/state/memory.h"

#include <cmath>
#include <memory>
#include <utility>

#include "gtest_redis/server/redis_server.h"
#include "gtest_redis/state/config_override.h"
#include "process/deadline.h"
#include "state/ballast.h"
#include "state/families.h"
#include "state/server_info.h"
#include "state/values.h"
#include "state/write_probe.h"

namespace gtest_redis {
namespace {

constexpr std::chrono::seconds kEvictionTime{10};

void ProveOutOfMemory(RedisServer& server) {
  std::string found;
  std::int64_t evicted_before = -1;
  WaitUntil(Deadline(kEvictionTime), [&] {
    found = WriteNotRefused(server, "OOM");
    if (found.empty()) return true;
    // Writes are taken while keys are evicted.
    const std::int64_t evicted = ServerInfo(server, "stats").Integer("evicted_keys");
    return std::exchange(evicted_before, evicted) == evicted;
  });
  if (found.empty()) return;
  throw StateError("'out-of-memory' does not hold: maxmemory is lower than what is in use, but " +
                   found +
                   " (a replica ignores maxmemory, and so does a server with paused clients)");
}

std::string Bytes(std::uint64_t bytes) { return std::to_string(bytes) + " bytes"; }

std::uint64_t Distance(std::uint64_t one, std::uint64_t other) {
  return one > other ? one - other : other - one;
}

std::string Number(double number) {
  std::string text = std::to_string(number);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text;
}

// Fills redis until `used` bytes are in use, and only then limits it to `maxmemory`: near a limit,
// the buffer of a request may be what is too much. Returns what undoes all of it.
std::function<void()> FillAndLimit(RedisServer& server, std::uint64_t used,
                                   std::uint64_t maxmemory) {
  const auto config = std::make_shared<ConfigOverride>(server, Directives{{"maxmemory", "0"}});
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
  if (bytes == 0 || overshoot == 0) {
    throw StateError("redis cannot be filled to " + Bytes(bytes) + " and " + Bytes(overshoot) +
                     " more; both are to be above 0");
  }
  OutOfMemory state;
  state.fill_to_ = bytes;
  state.overshoot_ = overshoot;
  return state;
}

std::vector<std::string> OutOfMemory::changes() const { return {"maxmemory", "maxmemory-policy"}; }

OutOfMemory OutOfMemory::WithPolicy(std::string policy) const {
  if (policy != "noeviction" && policy.rfind("volatile-", 0) != 0) {
    throw StateError("'out-of-memory' with the policy '" + policy +
                     "' would empty redis first; noeviction and the policies volatile-* keep what "
                     "has no TTL, and 'evicting' is for the others");
  }
  OutOfMemory state = *this;
  state.policy_ = std::move(policy);
  return state;
}

Entered OutOfMemory::Apply(RedisServer& server) const {
  const auto fault = [&server] { return WriteNotRefused(server, "OOM"); };
  const std::uint64_t used = UsedMemory(server);
  if (fill_to_ != 0 && used >= fill_to_) {
    throw StateError("cannot fill redis to " + Bytes(fill_to_) + ": " + Bytes(used) +
                     " are in use already; name a higher limit, OutOfMemory::ByFilling(bytes)");
  }
  // The policy first: the other way round, a policy that evicts would empty the database.
  const auto limit = std::make_shared<ConfigOverride>(
      server, Directives{{"maxmemory-policy", policy_}, {"maxmemory", "1"}});
  ProveOutOfMemory(server);
  if (fill_to_ == 0) return {[limit] { limit->Leave(); }, fault};
  // What can be evicted is gone now, so that it makes no room when redis is filled.
  const auto undo = FillAndLimit(server, fill_to_ + overshoot_, fill_to_);
  ProveOutOfMemory(server);
  const std::int64_t keys = server.Command("DBSIZE").integer();
  // Where keys were removed, it has ended as it was meant to.
  const auto drifted_back = [&server, keys, fault] {
    return server.Command("DBSIZE").integer() < keys ? "" : fault();
  };
  return {[undo, limit] {
            undo();
            limit->Leave();
          },
          drifted_back};
}

MemoryAt::MemoryAt(double ratio, std::uint64_t maxmemory) : ratio_(ratio), maxmemory_(maxmemory) {
  if (!(ratio > 0 && ratio <= 1)) {
    throw StateError("memory cannot be at " + Number(ratio) +
                     " of maxmemory; a ratio above 0 and up to 1 is asked for");
  }
}

Entered MemoryAt::Apply(RedisServer& server) const {
  const auto target =
      static_cast<std::uint64_t>(std::llround(ratio_ * static_cast<double>(maxmemory_)));
  const std::uint64_t used = UsedMemory(server);
  if (used > target) {
    throw StateError("cannot hold memory at " + Number(ratio_) + " of " + Bytes(maxmemory_) + ": " +
                     Bytes(used) +
                     " are in use already; name a higher maxmemory, MemoryAt(ratio, maxmemory)");
  }
  auto undo = FillAndLimit(server, target, maxmemory_);
  const std::uint64_t reached = UsedMemory(server);
  // A thousandth; small limits cannot be met as closely, because one connection more is 18 to 62
  // KB.
  if (Distance(reached, target) > std::max<std::uint64_t>(maxmemory_ / 1000, 64 * 1024)) {
    throw StateError("'memory-at' does not hold: " + Bytes(target) + " were to be in use, and " +
                     Bytes(reached) + " are");
  }
  const auto fault = [&server, target, maxmemory = maxmemory_, ratio = ratio_]() -> std::string {
    const Info info = ServerInfo(server, "memory");
    const auto limit = static_cast<std::uint64_t>(info.Integer("maxmemory"));
    if (limit != maxmemory) {
      return "maxmemory is " + Bytes(limit) + ", and no longer " + Bytes(maxmemory);
    }
    const auto now = static_cast<std::uint64_t>(info.Integer("used_memory"));
    if (Distance(now, target) <= std::max(maxmemory / 100, kMiB)) return "";
    return "memory is at " + Number(static_cast<double>(now) / static_cast<double>(maxmemory)) +
           " of maxmemory, and no longer at " + Number(ratio);
  };
  return {undo, fault};
}

std::vector<StateEntry> MemoryStates() {
  return {
      {"out-of-memory",
       "OutOfMemory",
       "answers OOM to every command that may need memory; reads and removals go on",
       "a write is answered OOM",
       StateNeed::kConfiguration,
       "5.0",
       {{"fill", "bytes", "0", "fills Redis to this much instead of lowering the limit"},
        {"overshoot", "bytes", "2mb", "by how much the fill exceeds that"},
        {"policy", "", "noeviction", "maxmemory-policy: noeviction, or one of volatile-*"}},
       [](const Values& values) -> std::unique_ptr<State> {
         const std::uint64_t fill = values.Bytes("fill");
         const std::uint64_t overshoot = values.Bytes("overshoot");
         const OutOfMemory state =
             fill == 0 ? OutOfMemory() : OutOfMemory::ByFilling(fill, overshoot);
         return std::make_unique<OutOfMemory>(state.WithPolicy(values.Text("policy")));
       }},
      {"memory-at",
       "MemoryAt",
       "serves, with this share of maxmemory in use",
       "used_memory is that share of maxmemory",
       StateNeed::kConfiguration,
       "5.0",
       {{"ratio", "ratio", "0.9", "of maxmemory that is in use"},
        {"maxmemory", "bytes", "64mb", "the limit that is set"}},
       [](const Values& values) -> std::unique_ptr<State> {
         return std::make_unique<MemoryAt>(values.Ratio("ratio"), values.Bytes("maxmemory"));
       }},
      {"evicting",
       "Evicting",
       "serves, and evicts a key for each that it takes",
       "evicted_keys grows",
       StateNeed::kConfiguration,
       "5.0",
       {{"policy", "", "allkeys-lru", "maxmemory-policy, one that evicts"},
        {"room", "bytes", "4mb", "of keys that are written to be evicted"}},
       [](const Values& values) -> std::unique_ptr<State> {
         return std::make_unique<Evicting>(values.Text("policy"), values.Bytes("room"));
       }},
  };
}

}  // namespace gtest_redis
