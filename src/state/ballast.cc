#include "state/ballast.h"

#include <unistd.h>

#include <algorithm>
#include <atomic>

#include "gtest_redis/server/redis_server.h"
#include "state/run_all.h"
#include "state/server_info.h"

namespace gtest_redis {
namespace {

constexpr std::uint64_t kKeyOverhead = 160;  // Dict entry, key, object: less than this.
constexpr std::uint64_t kSmallest = 512;
constexpr int kMostKeys = 128;                         // More than a fill of 16 GB takes.
constexpr std::uint64_t kLargest = 256 * 1024 * 1024;  // Half of proto-max-bulk-len's default.

// jemalloc has four size classes to a doubling, and used_memory counts those: asking for whole
// classes is what makes a fill exact. The largest that fits into `bytes`.
std::uint64_t SizeClass(std::uint64_t bytes) {
  std::uint64_t doubling = kSmallest;
  while (doubling * 2 <= bytes && doubling * 2 <= kLargest) doubling *= 2;
  const std::uint64_t quarters = std::min<std::uint64_t>((bytes - doubling) / (doubling / 4), 3);
  return doubling + quarters * (doubling / 4);
}

// What sds.c adds to a string of about that size: its header and the closing zero byte.
std::uint64_t StringOverhead(std::uint64_t bytes) { return bytes < 65536 ? 6 : 10; }

}  // namespace

std::uint64_t UsedMemory(RedisServer& server) {
  return static_cast<std::uint64_t>(ServerInfo(server, "memory").Integer("used_memory"));
}

Ballast::Ballast(RedisServer& server) : server_(server) {
  static std::atomic<int> count{0};
  prefix_ = "gtest-redis:ballast:" + std::to_string(getpid()) + ":" + std::to_string(++count) + ":";
  std::string remove = "DEL";
  for (int i = 0; i < kMostKeys; ++i) remove += " " + prefix_ + std::to_string(i);
  pledge_.emplace(server, remove + "\r\n", "\r\n");
}

Ballast::~Ballast() {
  try {
    Remove();
  } catch (...) {
    // Best-effort: the server is gone, and the strings with it.
  }
}

void Ballast::FillTo(std::uint64_t target) {
  // A pass plans by size classes, the next one corrects by what INFO then says: a dictionary that
  // grew, another allocator. Three are enough with jemalloc.
  for (int pass = 0; pass < 8; ++pass) {
    std::uint64_t used = UsedMemory(server_);
    while (used > target + kSmallest && !keys_.empty()) {
      RunAll(server_, {{"DEL", keys_.back()}});
      keys_.pop_back();
      used = UsedMemory(server_);
    }
    std::vector<std::vector<std::string>> commands;
    std::uint64_t rest = target > used ? target - used : 0;
    while (rest >= kSmallest + kKeyOverhead) {
      const std::uint64_t size = SizeClass(rest - kKeyOverhead);
      commands.push_back(AddCommand(size - StringOverhead(size)));
      rest -= size + kKeyOverhead;
    }
    if (commands.empty()) return;
    RunAll(server_, commands);
  }
}

void Ballast::Remove() {
  if (keys_.empty()) return;
  std::vector<std::string> command = {"DEL"};
  command.insert(command.end(), keys_.begin(), keys_.end());
  keys_.clear();
  RunAll(server_, {command});
}

std::vector<std::string> Ballast::AddCommand(std::uint64_t bytes) {
  keys_.push_back(prefix_ + std::to_string(keys_.size()));
  return {"SETRANGE", keys_.back(), std::to_string(bytes - 1), "x"};
}

}  // namespace gtest_redis
