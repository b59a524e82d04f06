#include <algorithm>

#include "engine/engine_error.h"
#include "gtest_redis/server/server_error.h"
#include "server/container_server.h"

namespace gtest_redis {
namespace {

constexpr std::uint64_t kLeast = std::uint64_t{6} * 1024 * 1024;  // Docker takes no less.

}  // namespace

void ContainerServer::LimitMemory(std::uint64_t bytes) {
  try {
    container_.LimitMemory(std::max(container_.MemoryUsage() + bytes, kLeast));
    limited_ = true;
  } catch (const EngineError& error) {
    throw ServerError("cannot limit the memory of " + Describe() + ": " + error.what());
  }
}

void ContainerServer::LiftMemoryLimit() {
  if (!limited_) return;
  try {
    container_.LimitMemory(options_.memory_limit);
    limited_ = false;
  } catch (const EngineError& error) {
    throw ServerError("cannot lift the memory limit of " + Describe() + ": " + error.what());
  }
}

}  // namespace gtest_redis
