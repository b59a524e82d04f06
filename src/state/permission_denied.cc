#include <unistd.h>

#include <algorithm>
#include <memory>
#include <sstream>
#include <utility>

#include "gtest_redis/server/redis_server.h"
#include "gtest_redis/server/whole_server.h"
#include "gtest_redis/state/access.h"
#include "server/acl_user.h"
#include "server/random.h"
#include "state/kept_connection.h"
#include "state/prove_or_undo.h"

namespace gtest_redis {
namespace {

using Words = std::vector<std::string>;

Words Split(const std::string& text) {
  std::istringstream stream(text);
  Words words;
  for (std::string word; stream >> word;) words.push_back(word);
  return words;
}

std::string Join(const Words& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

bool TakesAway(const std::string& rule) {
  const auto begins = [&rule](const char* start) { return rule.rfind(start, 0) == 0; };
  return begins("-") || begins("reset") || begins("no") || begins("off") || begins("clear");
}

Words operator+(Words left, const Words& right) {
  left.insert(left.end(), right.begin(), right.end());
  return left;
}

// Tries the rules on another user that is like `user` else. Throws StateError when it cannot use
// ACL, or Redis does not take the rules.
void TryOnTwin(RedisServer& server, KeptConnection& kept, const std::string& user,
               const Words& before, const Words& rules) {
  Url url = Url::Parse(server.url());
  url.user = "gtest-redis-" + std::to_string(getpid()) + "-" + std::to_string(Random()());
  url.password = std::to_string(Random()());
  url.database = 0;
  kept.Run(RestoreUserCommand(url.user, before, server.AtLeast(7, 0)) + rules +
           Words{"on", ">" + url.password});
  const auto remove = [&] { kept.Run({"ACL", "DELUSER", url.user}); };
  ProveOrUndo(remove, [&] {
    const std::vector<Reply> replies =
        Connection(url).Pipeline({{"ACL", "SETUSER", url.user}, {"ACL", "LIST"}});
    for (const Reply& reply : replies) {
      if (!reply.is_error()) continue;
      throw StateError("cannot enter 'permission-denied': '" + Join(rules) +
                       "' takes from the user '" + user +
                       "', which this library connects as, the right to ACL, which undoes it; "
                       "leave it '+acl', or name another user");
    }
  });
  remove();
}

}  // namespace

PermissionDenied::PermissionDenied(std::string user, std::string rules)
    : user_(std::move(user)), rules_(Split(rules)) {
  if (user_.empty()) throw StateError("'permission-denied' needs the name of a user");
  if (std::none_of(rules_.begin(), rules_.end(), TakesAway)) {
    throw StateError("'permission-denied' with the rules '" + rules +
                     "' denies nothing; one that does begins with '-', as '-@write', or 'reset', "
                     "as 'resetkeys ~allowed:*'");
  }
}

Entered PermissionDenied::Apply(RedisServer& server) const {
  const auto whole = std::make_shared<WholeServer>(server);
  const auto kept = std::make_shared<KeptConnection>(server, Url::Parse(server.url()));
  const auto current = [kept, user = user_] { return RulesOf(kept->Run({"ACL", "LIST"}), user); };
  const Words before = current();
  if (before.empty()) {
    throw StateError("cannot enter 'permission-denied': there is no user '" + user_ + "'");
  }
  if (kept->Run({"ACL", "WHOAMI"}).string() == user_) {
    TryOnTwin(server, *kept, user_, before, rules_);
  }
  kept->Run(Words{"ACL", "SETUSER", user_} + rules_);
  const auto undo = [whole, kept, current, before, user = user_,
                     restore = RestoreUserCommand(user_, before, server.AtLeast(7, 0))] {
    kept->Run(restore);
    if (current() != before) {
      throw StateError("the user '" + user + "' had the rules '" + Join(before) + "', and has '" +
                       Join(current()) + "' now");
    }
    whole->Leave();
  };
  Words entered;
  ProveOrUndo(undo, [&] {
    entered = current();
    if (entered != before) return;
    throw StateError("'permission-denied' does not hold: '" + Join(rules_) +
                     "' changes nothing for the user '" + user_ + "'");
  });
  const auto fault = [current, entered, user = user_]() -> std::string {
    return current() == entered ? "" : "the user '" + user + "' has other rules now";
  };
  return {undo, fault};
}

}  // namespace gtest_redis
