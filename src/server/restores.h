#pragma once

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "gtest_redis/redis/connection.h"
#include "gtest_redis/redis/url.h"
#include "server/journal.h"

namespace gtest_redis {

/// What this program has changed of a server that is not its own, and how it is put back: by
/// Restore(), by the keeper when the program is killed, or, when that failed too, by the next
/// program that finds the journal.
class Restores {
 public:
  using Command = std::vector<std::string>;

  Restores(const Url& url, const std::string& run_id);
  /// Forgets as Forget() does; restores nothing.
  ~Restores();
  Restores(const Restores&) = delete;
  Restores& operator=(const Restores&) = delete;

  bool Knows(const std::string& what) const { return known_.count(what) != 0; }
  /// To be called before `what` is changed: `commands` put it back, sent on `redis`, which the
  /// keeper gets a duplicate of. Throws ServerError when that cannot be promised.
  void Add(Connection& redis, const std::string& what, const std::vector<Command>& commands);
  /// Puts all back, last things first. Throws ServerError for the first that Redis refuses.
  void Restore(Connection& redis);
  /// Hands the promises over to a new connection to the same server.
  void MoveTo(Connection& redis);
  /// The server has forgotten it all, by a restart.
  void Forget();

  /// Puts back what a program that is dead now has left changed on this server. Returns what was
  /// found, one sentence each; nothing when all was as it was. `redis` has the whole server.
  static std::vector<std::string> RestoreForTheDead(Connection& redis, const Journal& journal);
  /// The journal of a dead program for this server.
  static std::vector<Journal> LeftByTheDead(const Url& url, const std::string& run_id);

 private:
  void Promise(Connection& redis);

  Journal journal_;
  std::set<std::string> known_;
  int pledge_ = 0;
};

}  // namespace gtest_redis
