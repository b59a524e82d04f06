#include <fstream>

#include "gtest_redis/server/redis_server.h"
#include "gtest_redis/state/pausing.h"
#include "state/event_loop.h"
#include "state/prove_or_undo.h"

namespace gtest_redis {
namespace {

constexpr std::chrono::milliseconds kGlance{20};

// The letter of proc(5)'s state of a process: 'T' for one that is stopped.
char ProcessState(int pid) {
  std::ifstream stat("/proc/" + std::to_string(pid) + "/stat");
  std::string line;
  std::getline(stat, line);
  const auto name_end = line.rfind(") ");
  return name_end == std::string::npos ? '?' : line[name_end + 2];
}

// Why the server is not hung; empty when it is. A process tells by itself whether it has stopped;
// for the answers of others one has to wait.
std::string Runs(RedisServer& server, Connection& redis) {
  if (!server.paused()) return "it was resumed";
  if (server.backend() == Backend::kProcess) {
    const char state = ProcessState(server.pid());
    if (state == 'T') return "";
    return std::string("its process is in state '") + state + "', and not stopped";
  }
  redis.SetCommandTimeout(kGlance);
  try {
    return "PING was answered '" + redis.Command("PING").ToString() + "'";
  } catch (const ConnectionError&) {
    return "";
  }
}

}  // namespace

std::vector<std::string> Hung::changes() const { return {kEventLoop}; }

Entered Hung::Apply(RedisServer& server) const {
  Connection redis = server.Connect();
  server.Pause();
  const auto undo = [&server] { server.Resume(); };
  ProveOrUndo(undo, [&] {
    const std::string fault = Runs(server, redis);
    if (!fault.empty()) throw StateError("'hung' does not hold: " + fault);
  });
  const auto fault = [&server]() -> std::string { return server.paused() ? "" : "it was resumed"; };
  return {undo, fault, Entered::Server::kIsPaused};
}

}  // namespace gtest_redis
