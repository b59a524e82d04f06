#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "gtest_redis/redis/connection.h"
#include "process/deadline.h"
#include "server/client_list.h"

namespace gtest_redis {

/// What this program holds of a server, told to everybody by the name of one connection. To take
/// something: say so in the name, then look at everybody's. Whoever did so later sees the earlier
/// one and steps back. One thread at a time.
///
/// All that waits throws ServerError when its deadline passes, saying for whom it waited.
class Claim {
 public:
  /// `redis` stands in database 0. It is used for nothing that needs another name or database.
  Claim(Connection redis, std::chrono::milliseconds timeout);

  Connection& redis() { return redis_; }
  std::int64_t id() const { return id_; }
  /// Redis's own words when it does not let one name and list connections; then there are no
  /// claims, and all below does nothing. Else empty.
  const std::string& refusal() const { return refusal_; }
  int database() const { return name_.database; }

  /// Selects `database` and says so. It is ours if nobody else has it, nor a stranger, in a Survey
  /// that is taken after this; else it is to be given up. Throws ServerError when there is no such
  /// database.
  void TryDatabase(int database);
  void GiveUpDatabase();

  /// Waits until nobody has or wants the whole server; from then on nobody gets it.
  void Use();
  /// Lets others have the whole server again.
  void Yield();
  /// Waits until nobody else uses the server or has it; where this `erases` keys of all databases,
  /// also until no other waits for it that does not: its test has keys by now.
  void TakeWhole(bool erases = false);
  /// From the whole server back to using it, or to idling.
  void ReleaseWhole(bool use);

 private:
  /// Says what it has, and returns what everybody else says then.
  std::vector<Client> Announce(ClaimMode mode);
  std::vector<Client> Others();
  std::vector<Client> WithoutSelf(const Reply& list) const;
  void Expect(const Deadline& deadline, const std::string& what,
              const std::vector<Client>& in_the_way) const;

  Connection redis_;
  std::chrono::milliseconds timeout_;
  std::int64_t id_ = -1;
  std::string refusal_;
  ClaimName name_;
};

}  // namespace gtest_redis
