#include <optional>

#include "bare_container.h"
#include "comparison.h"
#include "gtest_redis/server/redis_server.h"
#include "server/container_engine.h"

namespace gtest_redis {
namespace {

constexpr int kIterations = 30;

// The seconds to the first PONG. The removal is not measured.
double TimeStart(ContainerNetwork network) {
  ServerOptions options;
  options.backend = Backend::kContainer;
  options.network = network;
  std::optional<RedisServer> server;
  return Time([&] { server.emplace(RedisServer::Start(options)); });
}

double TimeBareStart(const std::string& engine, ContainerNetwork network) {
  std::optional<BareContainer> container;
  return Time(
      [&] { container.emplace(engine, ImageName({}), network == ContainerNetwork::kHost); });
}

// The first start, which looks for the engine, is not measured; false where there can be none.
bool CanStart(benchmark::State& state, ContainerNetwork network) {
  try {
    TimeStart(network);
    return true;
  } catch (const Error& error) {
    state.SkipWithError(error.what());
    return false;
  }
}

// Create, start and wait for PONG, against the bare calls of the engine.
void ContainerStartToPong(benchmark::State& state, ContainerNetwork network) {
  if (!CanStart(state, network)) return;
  const EngineAddress engine = TheEngine().address();
  if (!engine.local()) {
    state.SkipWithError("the floor asks the engine over its unix socket, and this one has none");
    return;
  }
  Compare(
      state, [&] { return TimeStart(network); },
      [&] { return TimeBareStart(engine.socket, network); });
}
BENCHMARK_CAPTURE(ContainerStartToPong, host_network, ContainerNetwork::kHost)
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond)
    ->Iterations(kIterations);
BENCHMARK_CAPTURE(ContainerStartToPong, published_port, ContainerNetwork::kPublished)
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond)
    ->Iterations(kIterations);

// A container in the host's network, against one with a published port.
void ContainerInHostNetworkOverPublishedPort(benchmark::State& state) {
  if (!CanStart(state, ContainerNetwork::kHost)) return;
  Compare(
      state, [] { return TimeStart(ContainerNetwork::kHost); },
      [] { return TimeStart(ContainerNetwork::kPublished); });
}
BENCHMARK(ContainerInHostNetworkOverPublishedPort)
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond)
    ->Iterations(kIterations);

}  // namespace
}  // namespace gtest_redis
