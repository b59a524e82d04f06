#include "state/filler.h"

#include <utility>
#include <vector>

#include "state/run_all.h"

namespace gtest_redis {

Filler::Filler(RedisServer& server, std::string prefix, std::uint64_t keys)
    : server_(server), prefix_(std::move(prefix)), keys_(keys) {}

Filler::~Filler() {
  try {
    Remove();
  } catch (...) {
    // Best-effort: the server is gone, and the keys with it.
  }
}

void Filler::Remove() {
  std::vector<std::vector<std::string>> commands;
  const std::uint64_t keys = std::exchange(keys_, 0);
  for (std::uint64_t i = 0; i < keys; ++i) {
    if (i % kBatch == 0) commands.push_back({"DEL"});
    commands.back().push_back(Key(i));
  }
  if (!commands.empty()) RunAll(server_, commands);
}

}  // namespace gtest_redis
