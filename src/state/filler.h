#pragma once

#include <cstdint>
#include <string>

namespace gtest_redis {

class RedisServer;

/// The keys of a server's database whose names are a prefix and a number from 0 on, removed with
/// this object.
class Filler {
 public:
  /// Writes nothing.
  Filler(RedisServer& server, std::string prefix, std::uint64_t keys);
  ~Filler();
  Filler(const Filler&) = delete;
  Filler& operator=(const Filler&) = delete;

  std::uint64_t keys() const { return keys_; }
  std::string Key(std::uint64_t number) const { return prefix_ + std::to_string(number); }
  /// Throws StateError when Redis refuses it. Does nothing the second time.
  void Remove();

  /// How many commands, or keys of a command, are sent at once.
  static constexpr std::uint64_t kBatch = 500;

 private:
  RedisServer& server_;
  const std::string prefix_;
  std::uint64_t keys_;
};

}  // namespace gtest_redis
