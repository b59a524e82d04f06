#include "gtest_redis/state/memory.h"

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <utility>

#include "gtest_redis/server/redis_server.h"
#include "gtest_redis/state/config_override.h"
#include "process/deadline.h"
#include "state/ballast.h"
#include "state/filler.h"
#include "state/run_all.h"
#include "state/server_info.h"
#include "state/write_probe.h"

namespace gtest_redis {
namespace {

constexpr std::uint64_t kValueSize = 1000;
constexpr std::uint64_t kLeastRoom = 256 * 1024;
constexpr char kPrefix[] = "gtest-redis:filler:";

// Keys of one kilobyte each.
void Write(RedisServer& server, const Filler& filler) {
  const std::string value(kValueSize, 'x');
  for (std::uint64_t first = 0; first < filler.keys(); first += Filler::kBatch) {
    std::vector<std::vector<std::string>> commands;
    for (std::uint64_t i = first; i < std::min(first + Filler::kBatch, filler.keys()); ++i) {
      // The TTL is for the volatile policies, and for what a killed program leaves.
      commands.push_back({"SET", filler.Key(i), value, "EX", "3600"});
    }
    RunAll(server, commands);
  }
}

std::int64_t EvictedKeys(RedisServer& server) {
  return ServerInfo(server, "stats").Integer("evicted_keys");
}

// Of all databases, each of which INFO has as "db0:keys=3,expires=1,avg_ttl=0".
std::int64_t EvictableKeys(RedisServer& server, const std::string& policy) {
  const Info keyspace = ServerInfo(server, "keyspace");
  const std::string field = policy.rfind("volatile-", 0) == 0 ? "expires=" : "keys=";
  std::int64_t count = 0;
  for (auto at = keyspace.text().find(field); at != std::string::npos;
       at = keyspace.text().find(field, at)) {
    at += field.size();
    count += std::strtoll(keyspace.text().c_str() + at, nullptr, 10);
  }
  return count;
}

}  // namespace

Evicting::Evicting(std::string policy, std::uint64_t room)
    : policy_(std::move(policy)), room_(room) {
  if (policy_ == "noeviction") {
    throw StateError("the policy 'noeviction' does not evict; what it leads to is OutOfMemory");
  }
  if (room_ < kLeastRoom) {
    throw StateError("'evicting' in " + std::to_string(room_) +
                     " bytes would be lost in what connections take; " +
                     std::to_string(kLeastRoom) + " are the least");
  }
}

std::vector<std::string> Evicting::changes() const { return {"maxmemory", "maxmemory-policy"}; }

Entered Evicting::Apply(RedisServer& server) const {
  // Without a limit until the filler is written: the one from before may be too low for it.
  const auto policy = std::make_shared<ConfigOverride>(
      server, Directives{{"maxmemory", "0"}, {"maxmemory-policy", policy_}});
  const auto filler = std::make_shared<Filler>(server, kPrefix, room_ / kValueSize + 1);
  Write(server, *filler);
  const std::int64_t evicted_before = EvictedKeys(server);
  // A sixteenth of what was written has to go: enough to prove that keys are evicted, and with
  // which policy.
  const std::uint64_t limit = UsedMemory(server) - room_ / 16;
  const auto maxmemory =
      std::make_shared<ConfigOverride>(server, Directives{{"maxmemory", std::to_string(limit)}});
  const bool evicts = WaitUntil(Deadline(std::chrono::seconds(5)),
                                [&] { return EvictedKeys(server) > evicted_before; });
  if (!evicts) {
    throw StateError("'evicting' does not hold: with the policy '" + policy_ +
                     "' no key was evicted within 5 s");
  }
  const auto undo = [policy, filler, maxmemory] {
    maxmemory->Leave();
    filler->Remove();
    policy->Leave();
  };
  const auto fault = [&server, limit, slack = room_ / 4, name = policy_]() -> std::string {
    const Info memory = ServerInfo(server, "memory");
    const std::string now = memory.Text("maxmemory_policy");
    if (now != name) return "maxmemory-policy is '" + now + "', and no longer '" + name + "'";
    const auto maxmemory_now = static_cast<std::uint64_t>(memory.Integer("maxmemory"));
    if (maxmemory_now != limit) {
      return "maxmemory is " + std::to_string(maxmemory_now) + " bytes, and no longer " +
             std::to_string(limit);
    }
    const auto used = static_cast<std::uint64_t>(memory.Integer("used_memory"));
    if (used + slack < limit) {
      return std::to_string(limit - used) + " bytes are free, so that nothing is evicted";
    }
    if (EvictableKeys(server, name) == 0) return "no key is left that could be evicted";
    const Reply write = ProbeWrite(server);
    if (write.is_error()) return "a write was answered '" + write.ToString() + "'";
    return "";
  };
  return {undo, fault};
}

}  // namespace gtest_redis
