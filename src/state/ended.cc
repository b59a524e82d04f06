#include "state/ended.h"

#include "gtest_redis/redis/error.h"
#include "gtest_redis/server/redis_server.h"
#include "gtest_redis/server/server_error.h"
#include "process/deadline.h"

namespace gtest_redis {
namespace {

constexpr std::size_t kBytes = 256 * 1024 * 1024;
constexpr char kKey[] = "gtest-redis:too-much";
// An engine notices the end of a container after its clients do.
constexpr std::chrono::seconds kEndTime{10};

// What Redis answered instead of ending; empty when the connection broke.
std::string AnswerToWrite(RedisServer& server) {
  try {
    const Reply reply = server.Command("SETRANGE", kKey, kBytes - 1, "x");
    server.Command("DEL", kKey);
    return reply.ToString();
  } catch (const Error&) {
    return "";
  }
}

}  // namespace

void EndByWriting(RedisServer& server, const State& state, const std::string& expected) {
  const std::string answer = AnswerToWrite(server);
  const std::string what = "'" + state.name() + "' does not hold: a string of " +
                           std::to_string(kBytes) + " bytes was written to end redis-server, ";
  if (!answer.empty()) throw StateError(what + "and it answered '" + answer + "'");
  if (!WaitUntil(Deadline(kEndTime), [&] { return !server.running(); })) {
    throw StateError(what + "its connections broke, but it has not ended within 10 s");
  }
  const std::string reason = server.exit_reason();
  server.ExcuseEnd();
  if (reason.find(expected) != std::string::npos) return;
  const std::string log = server.Log(2000);
  server.LiftMemoryLimit();
  server.Restart();
  throw StateError(what + "and it " + reason + "; its log ended:\n" + log);
}

Entered UntilRestart(RedisServer& server) {
  Entered entered;
  entered.undo = [&server] {
    server.LiftMemoryLimit();
    server.Restart();
  };
  entered.fault = [&server]() -> std::string {
    return server.running() ? "the server runs again" : "";
  };
  entered.server = Entered::Server::kIsDown;
  return entered;
}

}  // namespace gtest_redis
