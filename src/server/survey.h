#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "gtest_redis/redis/connection.h"
#include "process/deadline.h"
#include "server/client_list.h"

namespace gtest_redis {

/// Who else is on a server, and how many keys are in which of its databases, at one moment.
struct Survey {
  /// Without the client `own_id`, which looks. Throws ServerError where Redis does not let it.
  static Survey Take(Connection& redis, std::int64_t own_id);

  /// The claim on `database`; null when there is none.
  const Client* Holder(int database) const;
  /// Clients without a claim that have `database` selected: of its holder where it has one, else
  /// strangers.
  std::vector<Client> ClientsIn(int database) const;
  std::int64_t KeysIn(int database) const;

  std::vector<Client> clients;
  std::map<int, std::int64_t> keys;  ///< By database; without the empty ones.
};

/// Tells strangers from clients that only pass: each connection stands in database 0 until it has
/// selected another, and those of a killed program go one after the other.
class Patience {
 public:
  /// Whether one of these has been among the strangers for so long that it means to stay. To be
  /// asked with all there are, again and again.
  bool AnyStays(const std::vector<Client>& strangers);

 private:
  std::map<std::int64_t, Deadline> until_;  // By the client's id.
};

/// The pause between two looks: random, so that programs which got in each other's way do not do so
/// again, and longer the longer it takes.
class RandomPause {
 public:
  void operator()();

 private:
  double longest_ms_ = 5;
};

}  // namespace gtest_redis
