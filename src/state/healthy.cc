#include "gtest_redis/state/healthy.h"

#include "gtest_redis/server/redis_server.h"
#include "state/families.h"
#include "state/write_probe.h"

namespace gtest_redis {
namespace {

std::string Ailment(RedisServer& server) {
  const Reply ping = server.Probe({"PING"});
  if (ping != Reply::Status("PONG")) return "PING was answered '" + ping.ToString() + "'";
  const Reply write = ProbeWrite(server);
  return write.is_error() ? "a write was answered '" + write.ToString() + "'" : "";
}

}  // namespace

Entered Healthy::Apply(RedisServer& server) const {
  const std::string ailment = Ailment(server);
  if (!ailment.empty()) throw StateError("'healthy' does not hold: " + ailment);
  return {[] {}, [&server] { return Ailment(server); }};
}

std::vector<StateEntry> HealthyStates() {
  return {{"healthy",
           "Healthy",
           "serves",
           "PING is answered PONG, and a write is taken",
           StateNeed::kConnection,
           "5.0",
           {},
           [](const Values& /*values*/) -> std::unique_ptr<State> {
             return std::make_unique<Healthy>();
           }}};
}

}  // namespace gtest_redis
