// A test program with containers, to be killed. Writes a line once it is at work:
//   container_victim forever                 makes and ends containers, again and again
//   container_victim turns                   has turns at the container that GTEST_REDIS_SHARED
//   names container_victim full|paused|killed      has one, and leaves the container so; then
//   writes
#include <unistd.h>

#include <cstdlib>
#include <future>
#include <iostream>
#include <optional>
#include <string>

#include "gtest_redis/server/redis_server.h"
#include "gtest_redis/state/memory.h"

namespace gtest_redis {
namespace {

void SayAtWork() { std::cout << "at work" << std::endl; }

RedisServer StartIn(ContainerNetwork network) {
  ServerOptions options;
  options.backend = Backend::kContainer;
  options.network = network;
  return RedisServer::Start(options);
}

std::future<RedisServer> StartSpare() {
  return std::async(std::launch::async, [] { return StartIn(ContainerNetwork::kAutomatic); });
}

// Two at once most of the time, in every state that they can be in.
[[noreturn]] void UseContainers() {
  SayAtWork();
  std::future<RedisServer> spare = StartSpare();
  for (;;) {
    RedisServer published = StartIn(ContainerNetwork::kPublished);
    RedisServer server = spare.get();
    spare = StartSpare();
    published.Pause();
    server.Restart();
    server.Kill();
    published.Restart();
    published.Pause();
  }
}

RedisServer TakeTurn() {
  RedisServer server = RedisServer::Share(std::getenv("GTEST_REDIS_SHARED"));
  server.Command("SET", "left", "1");
  return server;
}

[[noreturn]] void TakeTurns() {
  SayAtWork();
  for (;;) {
    RedisServer server = TakeTurn();
    Enter(server, OutOfMemory()).Leave();
    server.Pause();
    server.Restart();
    server.Kill();
    server.Restart();
    server.Flush();
  }
}

[[noreturn]] void LeaveIt(const std::string& state) {
  RedisServer server = TakeTurn();
  std::optional<StateGuard> full;
  if (state == "full") full.emplace(server, OutOfMemory());
  if (state == "paused") server.Pause();
  if (state == "killed") server.Kill();
  SayAtWork();
  for (;;) pause();
}

[[noreturn]] void Run(const std::string& work) {
  if (work == "forever") UseContainers();
  if (work == "turns") TakeTurns();
  LeaveIt(work);
}

}  // namespace
}  // namespace gtest_redis

int main(int /*argc*/, char** argv) { gtest_redis::Run(argv[1]); }
