#include <iomanip>
#include <memory>
#include <sstream>

#include "gtest_redis/server/redis_server.h"
#include "gtest_redis/server/whole_server.h"
#include "gtest_redis/state/access.h"
#include "server/acl_user.h"
#include "server/random.h"
#include "state/kept_connection.h"
#include "state/prove_or_undo.h"

namespace gtest_redis {
namespace {

std::string RandomPassword() {
  std::ostringstream text;
  for (int i = 0; i < 4; ++i) text << std::hex << std::setw(8) << std::setfill('0') << Random()();
  return text.str();
}

// What tells who may log in, and the commands that restore it, in their order.
std::vector<std::vector<std::string>> Credentials(RedisServer& server, KeptConnection& kept) {
  const Reply password = kept.Run({"CONFIG", "GET", "requirepass"});
  std::vector<std::vector<std::string>> commands = {
      {"CONFIG", "SET", "requirepass", password.array().at(1).string()}};
  // The directive knows one password of a user that may have several, or none and be off.
  const Reply users = kept.Run({"ACL", "LIST"});
  commands.push_back(
      RestoreUserCommand("default", RulesOf(users, "default"), server.AtLeast(7, 0)));
  return commands;
}

std::string NewClientNotRefused(RedisServer& server) {
  const Reply reply = PingAsNewClient(server);
  if (reply.error_code() == "NOAUTH") return "";
  return "a new client was answered '" + reply.ToString() + "' to PING, and not NOAUTH";
}

}  // namespace

AuthRequired::AuthRequired(Connected connected)
    : connected_(connected), password_(RandomPassword()) {}

Entered AuthRequired::Apply(RedisServer& server) const {
  const auto whole = std::make_shared<WholeServer>(server);
  Url url = Url::Parse(server.url());
  if (url.user.empty() || url.user == "default") url.password = password_;
  const auto kept = std::make_shared<KeptConnection>(server, url);
  const auto before = Credentials(server, *kept);
  kept->Run({"CONFIG", "SET", "requirepass", password_});
  const auto undo = [whole, kept, before] {
    for (const auto& command : before) kept->Run(command);
    whole->Leave();
  };
  std::vector<std::vector<std::string>> entered;
  ProveOrUndo(undo, [&] {
    entered = Credentials(server, *kept);
    const std::string fault = NewClientNotRefused(server);
    if (!fault.empty()) throw StateError("'auth-required' does not hold: " + fault);
    if (connected_ == Connected::kAreDropped) DropClients(server, *kept);
  });
  // A client that tries would be counted as refused.
  const auto fault = [&server, kept, entered]() -> std::string {
    if (Credentials(server, *kept) == entered) return "";
    const std::string found = NewClientNotRefused(server);
    return found.empty() ? "the password is another" : found;
  };
  return {undo, fault};
}

}  // namespace gtest_redis
