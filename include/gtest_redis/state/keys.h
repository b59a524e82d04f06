#pragma once

#include <string>
#include <vector>

#include "gtest_redis/state/state.h"

namespace gtest_redis {

// Moments rather than conditions: something is gone when Enter() returns, and what a service then
// writes is kept. Leaving them does nothing, and nothing is brought back.

/// "script-missing": the server's script cache is empty, as after a restart or a failover: EVALSHA
/// is answered `NOSCRIPT No matching script. Please use EVAL.` until somebody loads the script
/// again. Functions (FUNCTION LOAD) stay. Takes the whole of a server that is somebody else's.
class ScriptMissing : public State {
 public:
  std::string name() const override { return "script-missing"; }
  std::vector<std::string> changes() const override { return {}; }

 private:
  Entered Apply(RedisServer& server) const override;
};

/// "emptied": every key of the server's database is gone, as after somebody's FLUSHDB: what
/// RedisServer::Flush() does, under a service that does not expect it. Throws StateError when keys
/// are written as fast as they are flushed, for a second.
class Emptied : public State {
 public:
  std::string name() const override { return "emptied"; }
  std::vector<std::string> changes() const override { return {}; }

 private:
  Entered Apply(RedisServer& server) const override;
};

/// "expired": every key of the server's database that had a TTL has expired, as when time has
/// passed: Redis counts it (`expired_keys`) and tells subscribers. Keys without a TTL stay. Reads
/// the names of all keys, 1000 at a time.
class Expired : public State {
 public:
  std::string name() const override { return "expired"; }
  std::vector<std::string> changes() const override { return {}; }

 private:
  Entered Apply(RedisServer& server) const override;
};

}  // namespace gtest_redis
