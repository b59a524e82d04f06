#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "state/death_pledge.h"

namespace gtest_redis {

class RedisServer;

/// Strings in a server's database that are there to take memory, removed with this object.
class Ballast {
 public:
  explicit Ballast(RedisServer& server);
  ~Ballast();
  Ballast(const Ballast&) = delete;
  Ballast& operator=(const Ballast&) = delete;

  /// Adds strings until `used_memory` is `target` bytes, within a few hundred. Does nothing when it
  /// is more already.
  void FillTo(std::uint64_t target);
  void Remove();

 private:
  std::vector<std::string> AddCommand(std::uint64_t bytes);

  RedisServer& server_;
  std::string prefix_;
  std::optional<DeathPledge> pledge_;
  std::vector<std::string> keys_;
};

/// `used_memory` of INFO, in bytes.
std::uint64_t UsedMemory(RedisServer& server);

}  // namespace gtest_redis
