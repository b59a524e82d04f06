#include <memory>

#include "gtest_redis/gate/gate.h"
#include "gtest_redis/redis/connection.h"
#include "gtest_redis/redis/url.h"
#include "gtest_redis/server/redis_server.h"
#include "gtest_redis/state/config_override.h"
#include "gtest_redis/state/ending.h"
#include "state/ended.h"

namespace gtest_redis {
namespace {

// What connecting to `url` came to, if it was not refused.
std::string NotRefused(const std::string& url) {
  constexpr std::chrono::seconds kPatience{1};
  try {
    const Reply reply = Connection(Url::Parse(url), {kPatience, kPatience}).Command("PING");
    return "connecting to '" + Url::Parse(url).Redacted() + "' succeeds, and PING is answered '" +
           reply.ToString() + "'";
  } catch (const ConnectionError& error) {
    const std::string message = error.what();
    return message.find("refused") == std::string::npos ? message : "";
  }
}

// Has all gates refuse, those of services and one of its own, to look at.
class RefusingGates {
 public:
  explicit RefusingGates(RedisServer& server)
      : gate_(server), fault_(Gate::InjectAll(server, Refusal())) {}

  void End() { fault_.Leave(); }
  std::string NotRefused() const { return gtest_redis::NotRefused(gate_.url()); }

 private:
  static Fault Refusal() {
    Fault fault;
    fault.action = Fault::Action::kRefuse;
    return fault;
  }

  Gate gate_;
  FaultGuard fault_;
};

bool CanCloseItsPort(RedisServer& server) {
  return server.backend() == Backend::kProcess && server.AtLeast(6, 2);
}

// The library's own connection goes over the unix socket, and stays.
void EndConnections(RedisServer& server) {
  for (const char* type : {"normal", "pubsub"}) {
    const Reply reply = server.Command("CLIENT", "KILL", "TYPE", type);
    if (reply.is_error()) throw StateError("cannot end connections: " + reply.error_message());
  }
}

}  // namespace

Refused Refused::ByKilling() {
  Refused state;
  state.kills_ = true;
  return state;
}

std::vector<std::string> Refused::changes() const {
  return {kills_ ? kWholeServer : "port", "gate:refuse"};
}

Entered Refused::Apply(RedisServer& server) const {
  server.Probe({"PING"});  // Throws when it is dead or paused.
  const bool port = !kills_ && CanCloseItsPort(server);
  const auto gates = std::make_shared<RefusingGates>(server);
  Entered entered;
  std::shared_ptr<ConfigOverride> closed;
  if (kills_) {
    server.Kill();
    entered = UntilRestart(server);
  } else if (port) {
    closed = std::make_shared<ConfigOverride>(server, Directives{{"port", "0"}});
    EndConnections(server);
  }
  const bool direct = kills_ || port;
  const auto fault = [&server, gates, direct] {
    const std::string found = direct ? NotRefused(server.url()) : "";
    return found.empty() ? gates->NotRefused() : found;
  };
  if (const std::string found = fault(); !found.empty()) {
    if (kills_) server.Restart();
    throw StateError("'" + name() + "' does not hold: " + found);
  }
  entered.undo = [gates, closed, restart = entered.undo] {
    if (restart) restart();
    if (closed) closed->Leave();
    gates->End();
  };
  entered.fault = fault;
  return entered;
}

}  // namespace gtest_redis
