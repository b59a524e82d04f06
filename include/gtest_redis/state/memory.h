#pragma once

#include <cstdint>
#include <string>

#include "gtest_redis/state/state.h"

namespace gtest_redis {

inline constexpr std::uint64_t kMiB = 1024 * 1024;

/// "out-of-memory": Redis has reached `maxmemory` and evicts nothing. Every command that may need
/// memory is answered `OOM command not allowed when used memory > 'maxmemory'.`; GET, DEL, EXPIRE
/// and other reads and removals go on.
///
/// There are two ways into it. As it stands it lowers `maxmemory` to one byte, with the policy
/// noeviction: about 0.2 ms whatever the data set's size, and nothing that a service deletes ends
/// it. ByFilling() fills Redis instead, so that a flush, or deleting enough, ends it: for a service
/// that is to free its memory by itself. That is no fault of the state; memory that suffices again
/// although no key was removed is one.
///
/// Rests on processCommand() in server.c: the check comes before the command, and `used_memory`
/// above `maxmemory` is all that it asks for. Changes maxmemory and maxmemory-policy.
class OutOfMemory : public State {
 public:
  OutOfMemory() = default;

  /// Sets `maxmemory` to `bytes` and fills the server's database with strings
  /// ("gtest-redis:ballast:...") until it is exceeded by `overshoot` bytes: enough that connections
  /// which come and go (18 to 62 KB each) and buffers that shrink do not end the state by
  /// themselves. About 0.5 ms a megabyte. Throws StateError when either is zero; entering does when
  /// more than `bytes` is in use already.
  static OutOfMemory ByFilling(std::uint64_t bytes = 16 * kMiB, std::uint64_t overshoot = 2 * kMiB);

  /// The same with another policy: one of those that evict only keys with a TTL ("volatile-lru").
  /// Redis then evicts every such key, in every database, before it answers OOM, and the keys
  /// without one are all that stays: what becomes of a cache whose keys have no TTL. Throws
  /// StateError for a policy that is neither noeviction nor one of volatile-*; entering throws it
  /// with Redis's words for one that it does not know.
  OutOfMemory WithPolicy(std::string policy) const;

  std::string name() const override { return "out-of-memory"; }
  std::vector<std::string> changes() const override;

 private:
  Entered Apply(RedisServer& server) const override;

  std::uint64_t fill_to_ = 0;  // Zero: lower the limit instead of filling.
  std::uint64_t overshoot_ = 0;
  std::string policy_ = "noeviction";
};

/// "memory-at": a share of `maxmemory` is in use, as an alert on 80, 90 or 95 % sees it. Sets
/// `maxmemory` and fills the server's database with strings ("gtest-redis:ballast:...") up to the
/// share; about 0.5 ms a megabyte. It lands within 0.1 % of 64 MB; ten connections more make 0.6 %
/// of that, and 5 % of 8 MB, so small limits are a poor gauge. It holds while what is in use stays
/// within a hundredth of `maxmemory`, or 1 MiB where that is more. Changes maxmemory.
class MemoryAt : public State {
 public:
  /// `ratio` is above 0 and at most 1. Throws StateError for any other. Entering fails when more
  /// than that is in use already.
  explicit MemoryAt(double ratio, std::uint64_t maxmemory = 64 * kMiB);

  std::string name() const override { return "memory-at"; }
  std::vector<std::string> changes() const override { return {"maxmemory"}; }

 private:
  Entered Apply(RedisServer& server) const override;

  double ratio_;
  std::uint64_t maxmemory_;
};

/// "evicting": Redis is full and makes room by evicting keys, as `policy` says: no command is
/// refused, keys vanish. Writes `room` bytes of keys of 1 KB ("gtest-redis:filler:...", with a TTL
/// of an hour) to the server's database, and sets `maxmemory` a little below what is then in use.
/// Every write from then on evicts, in every database. It holds no longer when more than a quarter
/// of `room` is free, because keys were deleted, or when no key is left to be evicted. Changes
/// maxmemory and maxmemory-policy.
class Evicting : public State {
 public:
  /// `policy` is one that evicts: allkeys-lru, allkeys-lfu, allkeys-random, volatile-lru,
  /// volatile-lfu, volatile-random, volatile-ttl, or any other that the server knows.
  explicit Evicting(std::string policy, std::uint64_t room = 4 * kMiB);

  std::string name() const override { return "evicting"; }
  std::vector<std::string> changes() const override;

 private:
  Entered Apply(RedisServer& server) const override;

  std::string policy_;
  std::uint64_t room_;
};

}  // namespace gtest_redis
