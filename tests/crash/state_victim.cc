// A test program with a server in a state, to be killed:
//   state_victim "hold BACKEND STATE"     enters it, writes "entered", and stays
//   state_victim "repeat BACKEND STATE"   enters and leaves it again and again; writes "at work"
//                                         after the first time
//   state_victim "limit BACKEND STATE"    limits the server's memory instead, writes "limited",
//                                         and stays
// BACKEND is "process", "container", or "attach", which is the server at GTEST_REDIS_URL. Where
// this server cannot have the state, it writes why, and ends.
#include <unistd.h>

#include <cstdlib>
#include <iostream>
#include <memory>
#include <sstream>
#include <string>

#include "gtest_redis/server/redis_server.h"
#include "gtest_redis/state/catalogue.h"

namespace gtest_redis {
namespace {

RedisServer Have(const std::string& backend) {
  if (backend == "attach") return RedisServer::Attach(std::getenv("GTEST_REDIS_URL"));
  ServerOptions options;
  options.backend = backend == "container" ? Backend::kContainer : Backend::kProcess;
  return RedisServer::Start(options);
}

// What ends by itself after a while, shall do so before a test grows impatient.
StateValues Brief(const StateEntry& entry) {
  StateValues values;
  for (const StateParameter& parameter : entry.parameters) {
    if (parameter.name == "for") values["for"] = "2s";
  }
  return values;
}

void Say(const std::string& line) { std::cout << line << std::endl; }

void Run(const std::string& work, const std::string& backend, const std::string& name) {
  // Never destroyed, as when a program crashes.
  auto* const server = new RedisServer(Have(backend));
  if (work == "limit") {
    server->LimitMemory(64 << 20);
    Say("limited");
    for (;;) pause();
  }
  server->Flush();  // As a test does.
  const StateEntry& entry = FindState(name);
  const std::string why_not = WhyImpossible(entry, *server);
  if (!why_not.empty()) throw UnsupportedError(why_not);
  const std::unique_ptr<State> state = MakeState(name, Brief(entry));
  if (work == "repeat") {
    Enter(*server, *state).Leave();
    Say("at work");
    for (;;) Enter(*server, *state).Leave();
  }
  auto* const guard = new StateGuard(Enter(*server, *state));
  Say("entered");
  for (;;) {
    pause();
    guard->Check();
  }
}

}  // namespace
}  // namespace gtest_redis

int main(int /*argc*/, char** argv) {
  std::istringstream words(argv[1]);
  std::string work;
  std::string backend;
  std::string name;
  words >> work >> backend >> name;
  try {
    gtest_redis::Run(work, backend, name);
  } catch (const gtest_redis::UnsupportedError& error) {
    gtest_redis::Say(std::string("unsupported: ") + error.what());
  } catch (const gtest_redis::UnavailableError& error) {
    gtest_redis::Say(std::string("unsupported: ") + error.what());
  } catch (const std::exception& error) {
    gtest_redis::Say(std::string("error: ") + error.what());
  }
}
