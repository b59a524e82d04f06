#pragma once

#include <cstdint>

#include "gtest_redis/redis/connection.h"
#include "gtest_redis/redis/info.h"
#include "gtest_redis/redis/url.h"
#include "gtest_redis/server/attach_options.h"

namespace gtest_redis {

/// A connection, in database 0, to a server that tests may run on, and what INFO said of it.
struct AttachTarget {
  Connection redis;
  Info info;

  /// Connects and logs in; waits until the server is there and has loaded its data. Throws
  /// ServerError for a server that does not come within options.start_timeout, does not let the
  /// user in, or is none for tests: a cluster's node, a replica, Redis older than 5.0.
  static AttachTarget Open(const Url& url, const AttachOptions& options);
};

}  // namespace gtest_redis
