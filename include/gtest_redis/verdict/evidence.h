#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

#include "gtest_redis/gate/traffic.h"
#include "gtest_redis/service/http_response.h"
#include "gtest_redis/verdict/expectation.h"
#include "gtest_redis/verdict/finding.h"

namespace gtest_redis {

/// What a service answered to one request, and what Redis did meanwhile. Plain data.
struct Evidence {
  HttpResponse response;
  std::chrono::steady_clock::time_point sent;  ///< When the request was sent; of a load, the first.
  /// How the service's process ended; empty while it runs.
  std::string ended;
  /// How many requests were on their way at the same time, this one included: what follows is then
  /// of all of them together.
  std::size_t together = 1;

  /// Whether a gate stood between the service and Redis. Without one, only `refusals` are known,
  /// and nothing is claimed that would need more.
  bool gate = false;
  std::vector<GateCommand> commands;  ///< Those sent meanwhile.
  bool cut = false;                   ///< The gate kept back, and did not see, what was sent.
  Traffic traffic;                    ///< What happened meanwhile.
  Traffic since_state;                ///< What happened since the state was entered, or left.
  /// Without a gate: what Redis refused to anybody since the state was entered, or left, where it
  /// counts that (6.2 and newer).
  RefusalCounts refusals;
  bool refusals_known = false;

  bool redis_down = false;  ///< Redis has ended, is paused, or cannot be reached.
  int database = 0;         ///< The service's.
  std::string keys;         ///< What is known of keys that Redis lost; may be empty.
};

/// What became of a command for those who sent it: one inside of MULTI is done when its EXEC is.
struct CommandFate {
  const GateCommand* command;
  GateCommand::Outcome outcome;
  bool reached_redis;
  std::string error;
};

/// One for each of `commands`, in their order.
std::vector<CommandFate> FatesOf(const std::vector<GateCommand>& commands);

/// Whether a write reached Redis without that its reply came whole: it may be done or not.
bool MayHaveWritten(const std::vector<GateCommand>& commands);

/// What is wrong, given the evidence. Asks nobody.
std::vector<Finding> Examine(const Evidence& evidence, const Expectation& expectation);

}  // namespace gtest_redis
