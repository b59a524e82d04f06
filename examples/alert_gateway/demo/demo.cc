// Walks a real alert gateway on a real Redis through what can happen to that Redis, and shows what
// the gateway answers. Exits with 0 when all of it is as expected, with 1 otherwise.

#include <gtest_redis/redis/connection.h>
#include <gtest_redis/server/redis_server.h>
#include <gtest_redis/service/service.h>
#include <gtest_redis/state/memory.h>
#include <gtest_redis/verdict/refusal_watch.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <utility>

#include "report.h"

namespace alert_gateway_demo {
namespace {

using namespace gtest_redis;

/// Asks the gateway the same four things in every state, and notes what came of it.
class Walk {
 public:
  Walk(RedisServer& redis, Service& gateway) : redis_(redis), gateway_(gateway) {}

  void Enter(const std::string& state, const std::string& how) {
    state_ = state;
    std::printf("\n%s: %s\n", state.c_str(), how.c_str());
  }

  /// Expects these statuses. An alert that is refused stays new, and is sent again as such.
  void Ask(int new_alert, int known_alert, int ready) {
    if (Send(Alert(known_ + 1), Name(known_ + 1) + ", new", new_alert) == 201) ++known_;
    Send(Alert(known_), Name(known_) + ", again", known_alert);
    Send({"GET", "/readyz", {}, ""}, "GET /readyz", ready);
    Send({"GET", "/healthz", {}, ""}, "GET /healthz", 200);
  }

  const std::vector<Line>& lines() const { return lines_; }

 private:
  static std::string Name(int number) { return "alert " + std::to_string(number); }

  static HttpRequest Alert(int number) {
    const std::string body = R"({"source": "demo", "name": ")" + Name(number) + R"("})";
    return {"POST", "/api/v1/signals", {}, body};
  }

  int Send(const HttpRequest& request, const std::string& name, int expected) {
    std::optional<RefusalWatch> watch;
    const bool answers = redis_.running() && !redis_.paused();
    const bool counts = !answers || redis_.AtLeast(6, 2);
    if (answers && counts) watch.emplace(redis_);
    const HttpResponse answer = gateway_.Request(request);
    const RefusalCounts refused = watch ? watch->Counts() : RefusalCounts();
    // A 503 needs a reason, and nothing else may have one.
    const bool redis_failed = !watch || !refused.empty();
    const bool plausible = !counts || (answer.status == 503 ? redis_failed : refused.empty());
    const std::string text = !counts           ? "- (redis before 6.2)"
                             : watch           ? ToString(refused)
                             : redis_.paused() ? "- (paused)"
                                               : "- (gone)";
    lines_.push_back(
        {state_, name, expected, answer.status, text, answer.status == expected && plausible});
    std::printf("  %-14s  %d %.58s\n", name.c_str(), answer.status,
                (answer.error.empty() ? answer.body : answer.error).c_str());
    std::fflush(stdout);
    return answer.status;
  }

  static std::string ToString(const RefusalCounts& refused) {
    std::string text;
    for (const auto& [code, count] : refused) {
      text += (text.empty() ? "" : ", ") + code + " x" + std::to_string(count);
    }
    return text.empty() ? "nothing" : text;
  }

  RedisServer& redis_;
  Service& gateway_;
  std::string state_;
  int known_ = 0;  // how many alerts the gateway has created
  std::vector<Line> lines_;
};

std::vector<Line> Run(const std::string& program) {
  ServerOptions options;
  options.database = 2;
  RedisServer redis = RedisServer::Start(options);
  Service gateway = Service::Start(redis, {program, "--listen", "{listen}", "--redis", "{redis}"});
  std::printf("%s %s at %s\nalert gateway at %s\n", redis.product().c_str(),
              redis.version().c_str(), redis.url().c_str(), gateway.url().c_str());

  Walk walk(redis, gateway);
  walk.Enter("healthy", "nothing is wrong");
  walk.Ask(201, 202, 200);
  {
    walk.Enter("out of memory", "maxmemory is set below what is in use");
    const StateGuard full = Enter(redis, OutOfMemory());
    walk.Ask(503, 202, 503);
  }
  walk.Enter("recovered", "maxmemory is what it was; what was refused is sent again");
  walk.Ask(201, 202, 200);
  {
    walk.Enter("filled", "maxmemory is 16 MB, and keys fill it");
    const StateGuard full = Enter(redis, OutOfMemory::ByFilling(16 * kMiB));
    walk.Ask(503, 202, 503);
    walk.Enter("flushed", "FLUSHDB; maxmemory is still 16 MB");
    redis.Connect().Command("FLUSHDB", "SYNC");
    walk.Ask(201, 202, 200);
  }
  walk.Enter("paused", "redis hangs (SIGSTOP)");
  redis.Pause();
  walk.Ask(503, 503, 503);
  redis.Resume();
  walk.Enter("killed", "redis is gone (SIGKILL)");
  redis.Kill();
  walk.Ask(503, 503, 503);
  walk.Enter("restarted", "redis is back, and empty");
  redis.Restart();
  walk.Ask(201, 202, 200);
  return walk.lines();
}

int Main(int argc, char** argv) {
  const std::filesystem::path here = std::filesystem::read_symlink("/proc/self/exe").parent_path();
  try {
    const std::vector<Line> lines = Run(argc > 1 ? argv[1] : (here / "alert_gateway").string());
    PrintTable(lines);
    return std::all_of(lines.begin(), lines.end(), [](const Line& l) { return l.held; }) ? 0 : 1;
  } catch (const Error& error) {
    std::fflush(stdout);
    std::fprintf(stderr, "alert_gateway_demo: %s\n", error.what());
    return 1;
  }
}

}  // namespace
}  // namespace alert_gateway_demo

int main(int argc, char** argv) { return alert_gateway_demo::Main(argc, argv); }
