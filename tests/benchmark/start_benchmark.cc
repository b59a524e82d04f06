#include <filesystem>

#include "bare_server.h"
#include "comparison.h"
#include "gtest_redis/server/redis_server.h"

namespace gtest_redis {
namespace {

// Start to PONG, against a bare spawn of the same server on the same configuration.
void StartToPong(benchmark::State& state) {
  RedisServer pattern = RedisServer::Start();
  pattern.Kill();
  const std::string config = pattern.directory() + "/redis.conf";
  const std::string socket = pattern.unix_socket();
  Compare(
      state, [] { return Time([] { benchmark::DoNotOptimize(RedisServer::Start()); }); },
      [&] { return Time([&] { const BareServer server(pattern.executable(), config, socket); }); });
}
BENCHMARK(StartToPong)->UseManualTime()->Unit(benchmark::kMillisecond)->Iterations(100);

}  // namespace
}  // namespace gtest_redis
