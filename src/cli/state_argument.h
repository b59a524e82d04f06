#pragma once

#include <string>

#include "gtest_redis/state/catalogue.h"

namespace gtest_redis {

/// A state as it is given on a command line: "slow-network:latency=100ms,jitter=20ms". A comma that
/// is not followed by the name of a parameter and '=' belongs to the value before it.
struct StateArgument {
  std::string name;
  StateValues values;

  /// Throws UsageError for a state or a parameter that there is not.
  static StateArgument Parse(const std::string& text);
};

}  // namespace gtest_redis
