#pragma once

#include <string>
#include <vector>

#include "gtest_redis/state/state.h"

namespace gtest_redis {

/// "healthy": Redis answers PING with PONG and takes a write. Changes nothing; it is there to be
/// proved, before, between and after the others: entering throws StateError when Redis is not
/// healthy, and so does Check() when it is no longer.
class Healthy : public State {
 public:
  std::string name() const override { return "healthy"; }
  std::vector<std::string> changes() const override { return {}; }

 private:
  Entered Apply(RedisServer& server) const override;
};

}  // namespace gtest_redis
