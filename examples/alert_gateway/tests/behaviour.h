#pragma once

#include <gtest_redis/gtest_redis.h>

#include <iosfwd>
#include <set>
#include <string>
#include <vector>

namespace alert_gateway_test {

/// What the gateway must answer while Redis is in a state of the catalogue, and afterwards. Its
/// liveness probe is 200 in all of them.
struct Behaviour {
  std::string state;
  gtest_redis::StateValues values;
  std::set<int> new_signal;
  std::set<int> repeat;  ///< A signal from before the state.
  std::set<int> readiness;
  std::set<int> repeat_afterwards;  ///< Again, when Redis is well again.
  std::string why;

  /// Whether Redis is silent, so that the gateway's patience is what a test waits for.
  bool is_silent = false;
  /// Whether Redis may forget signals.
  bool forgets = false;
  /// Whether Redis is a node of a cluster, which has no database but 0.
  bool in_cluster = false;
};

/// One for each state, and for some parameters of it; the ones that take longest come last.
const std::vector<Behaviour>& Behaviours();

/// "out-of-memory", "out-of-memory fill=8mb".
std::string NameOf(const Behaviour& behaviour);
void PrintTo(const Behaviour& behaviour, std::ostream* out);

/// The requests of the gateway, and what each must get before, in and after that state.
std::vector<gtest_redis::TrialCase> CasesOf(const Behaviour& behaviour);

/// The gateway's flags for it.
std::vector<std::string> FlagsFor(const Behaviour& behaviour);

}  // namespace alert_gateway_test
