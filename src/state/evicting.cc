#include "gtest_redis/state/memory.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "gtest_redis/redis/info.h"
#include "gtest_redis/server/redis_server.h"
#include "gtest_redis/state/config_override.h"
#include "process/deadline.h"
#include "state/ballast.h"
#include "state/run_all.h"

namespace gtest_redis {
namespace {

using Commands = std::vector<std::vector<std::string>>;

constexpr std::uint64_t kValueSize = 1000;
constexpr std::uint64_t kBatch = 500;
constexpr std::uint64_t kLeastRoom = 256 * 1024;
const char* const kPrefix = "gtest-redis:filler:";

std::string Key(std::uint64_t number) { return kPrefix + std::to_string(number); }

// Keys of one kilobyte in the server's database, removed with this object.
class Filler {
 public:
  Filler(RedisServer& server, std::uint64_t bytes, bool with_ttl)
      : server_(server), keys_(bytes / kValueSize + 1), with_ttl_(with_ttl) {}

  void Write() {
    const std::string value(kValueSize, 'x');
    for (std::uint64_t first = 0; first < keys_; first += kBatch) {
      Commands commands;
      for (std::uint64_t i = first; i < std::min(first + kBatch, keys_); ++i) {
        commands.push_back({"SET", Key(i), value});
        if (with_ttl_) commands.back().insert(commands.back().end(), {"EX", "3600"});
      }
      RunAll(server_, commands);
    }
  }
  ~Filler() {
    try {
      Remove();
    } catch (...) {
      // Best-effort: the server is gone, and the keys with it.
    }
  }
  Filler(const Filler&) = delete;
  Filler& operator=(const Filler&) = delete;

  void Remove() {
    Commands commands;
    const std::uint64_t keys = std::exchange(keys_, 0);
    for (std::uint64_t i = 0; i < keys; ++i) {
      if (i % kBatch == 0) commands.push_back({"DEL"});
      commands.back().push_back(Key(i));
    }
    if (!commands.empty()) RunAll(server_, commands);
  }

 private:
  RedisServer& server_;
  std::uint64_t keys_;
  const bool with_ttl_;
};

std::int64_t EvictedKeys(RedisServer& server) {
  const Reply reply = server.Command("INFO", "stats");
  if (reply.is_error()) throw StateError("redis refuses INFO: " + reply.error_message());
  return Info(reply.string()).Integer("evicted_keys");
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

std::function<void()> Evicting::Apply(RedisServer& server) const {
  const bool with_ttl = policy_.rfind("volatile-", 0) == 0;
  // Without a limit until the filler is written: the one from before may be too low for it.
  const auto policy = std::make_shared<ConfigOverride>(
      server, Directives{{"maxmemory", "0"}, {"maxmemory-policy", policy_}});
  const auto filler = std::make_shared<Filler>(server, room_, with_ttl);
  filler->Write();
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
  return [policy, filler, maxmemory] {
    maxmemory->Leave();
    filler->Remove();
    policy->Leave();
  };
}

}  // namespace gtest_redis
