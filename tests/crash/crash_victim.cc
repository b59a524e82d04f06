// A test program at work, to be killed: `crash_victim forever` until somebody does, `crash_victim
// abort`, `exit` or `return` to end that way in the middle of it. Writes a line once it is at work.
#include <cstdlib>
#include <future>
#include <iostream>
#include <list>
#include <string>
#include <thread>

#include "gtest_redis/server/redis_server.h"
#include "gtest_redis/state/memory.h"
#include "process/child.h"
#include "process/keeper.h"

namespace gtest_redis {
namespace {

RedisServer StartInAThreadThatEnds() {
  std::promise<RedisServer> promise;
  std::thread([&] { promise.set_value(RedisServer::Start()); }).join();
  return promise.get_future().get();
}

// A service with a child of its own.
Child StartService() {
  const std::string& directory = Keeper::Get().directory();
  return Child::Start({{"/bin/sh", "-c", "sleep 1000 & wait"}, {}, directory, directory + "/log"});
}

// Of each kind of thing that a program may leave behind, at least one is there at its end.
struct Work {
  std::list<RedisServer> servers;
  std::future<RedisServer> spare;
  Child service;
};

void DoSome(Work& work) {
  work.spare = std::async(std::launch::async, [] { return RedisServer::Start(); });
  work.servers.push_back(StartInAThreadThatEnds());
  work.service = StartService();
  work.servers.push_back(work.spare.get());
  auto* const full = new StateGuard(Enter(work.servers.front(), OutOfMemory()));
  work.spare = std::async(std::launch::async, [] { return RedisServer::Start(); });
  work.servers.back().Pause();
  delete full;
}

int Run(const std::string& end) {
  std::cout << "at work" << std::endl;
  static auto* const work = new Work;  // Never destroyed, as when a program crashes.
  if (end != "forever") {
    DoSome(*work);
    work->spare.wait();
    if (end == "abort") std::abort();
    if (end == "exit") std::exit(0);
    return 0;
  }
  for (;;) {
    DoSome(*work);
    if (work->servers.size() > 6) work->servers.clear();
  }
}

}  // namespace
}  // namespace gtest_redis

int main(int argc, char** argv) { return gtest_redis::Run(argc > 1 ? argv[1] : "forever"); }
