#pragma once

#include <string>

#include "gtest_redis/server/attach_options.h"
#include "gtest_redis/server/server_options.h"

namespace gtest_redis {

/// Whether a Redis can be had in one of the ways, and if not, why: in the words that a test is
/// skipped with.
struct Usability {
  Backend backend = Backend::kAny;
  bool usable = false;
  /// What there is: "redis 7.0.15, '/usr/bin/redis-server'"; or why it cannot be used.
  std::string what;
  /// What to do about it; empty when it is usable, or nothing is known that would help.
  std::string mend;
};

/// Starts a server program for a moment. Throws nothing, as the other two.
Usability CheckProcess(const ServerOptions& options = {});
/// Asks the container engine for itself and the image; pulls and starts nothing.
Usability CheckContainer(const ServerOptions& options = {});
/// Attaches to somebody else's server, and leaves it at once.
Usability CheckAttach(const std::string& url, const AttachOptions& options = {});

}  // namespace gtest_redis
