#pragma once

#include <cstdint>
#include <string>

#include "gtest_redis/redis/info.h"

namespace gtest_redis {

class RedisServer;
class Service;

/// Counts what a Redis refused since this was made, by error code, as Redis itself counts it (INFO
/// errorstats, 6.2 and newer): the evidence behind a service's 503.
///
///     RefusalWatch watch(server);
///     EXPECT_THAT(gateway.Post("/signals", kAlert), HasStatus(503));
///     EXPECT_GE(watch.Count("OOM"), 1);
///
/// Redis counts for all its clients; the library's own probes are left out. The server must outlive
/// the watch. A restart of the server starts the counts anew; after a CONFIG RESETSTAT they may be
/// too low.
class RefusalWatch {
 public:
  /// Throws ServerError when the server is too old to count, or cannot answer.
  explicit RefusalWatch(RedisServer& server);
  /// What was refused to this service, and to nobody else, as its gate saw it; of any version of
  /// Redis, over restarts too. Throws ServerError for a service without a gate (Service::At). The
  /// service must outlive the watch.
  explicit RefusalWatch(Service& service);

  /// Every code with a count above zero: {"OOM": 2}. Throws ServerError when the server cannot
  /// answer.
  RefusalCounts Counts() const;
  /// The count of one code, 0 if there is none.
  std::int64_t Count(const std::string& code) const;
  /// The count of all codes together.
  std::int64_t Total() const;

 private:
  RefusalCounts Now() const;

  RedisServer* server_ = nullptr;  // Either this
  Service* service_ = nullptr;     // or this.
  int pid_ = -1;                   // Of the server: another one counts from zero.
  RefusalCounts before_;
};

}  // namespace gtest_redis
