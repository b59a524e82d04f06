#include "gtest_redis/gate/traffic.h"

namespace gtest_redis {
namespace {

std::int64_t Total(const std::map<std::string, std::int64_t>& counts) {
  std::int64_t total = 0;
  for (const auto& entry : counts) total += entry.second;
  return total;
}

}  // namespace

std::int64_t Traffic::TotalCommands() const { return Total(commands); }
std::int64_t Traffic::TotalRefusals() const { return Total(refusals); }

Traffic Since(const Traffic& before, const Traffic& now) {
  Traffic since = now;
  since.commands = Since(before.commands, now.commands);
  since.refusals = Since(before.refusals, now.refusals);
  since.lost -= before.lost;
  since.connections -= before.connections;
  since.dropped -= before.dropped;
  since.strikes -= before.strikes;
  since.waited -= before.waited;
  return since;
}

}  // namespace gtest_redis
