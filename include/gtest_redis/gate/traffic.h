#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>

#include "gtest_redis/redis/info.h"

namespace gtest_redis {

/// One command of a service, and what became of it, as its gate saw it.
struct GateCommand {
  enum class Outcome {
    kPending,   ///< No reply yet; or its reply cannot be told: after SUBSCRIBE in RESP2, MONITOR,
                ///< PSYNC, CLIENT REPLY OFF, the connection passes unread.
    kAnswered,  ///< A whole reply that is no error; inside MULTI, "QUEUED".
    kRefused,   ///< An error reply, or one inside of the reply (EXEC).
    kLost,      ///< The connection ended before the whole reply came, whoever ended it, or a fault
                ///< put garbage in its place.
  };

  std::uint64_t connection = 0;  ///< A number of its own for each connection.
  int database = 0;              ///< What that connection had selected.
  std::string name;              ///< In upper case: "SET".
  std::string key;               ///< The first argument, 64 bytes of it at most; empty for none.
  std::uint64_t digest = 0;      ///< Of the whole command: the same for one that is repeated.
  bool writes = false;           ///< Whether it may change data: EXEC and scripts, too.
  bool reached_redis = false;    ///< Whether it was passed on to Redis.
  Outcome outcome = Outcome::kPending;
  std::string error;  ///< Of kRefused: the reply, 200 bytes of it at most.
  std::chrono::steady_clock::time_point sent;
  std::chrono::microseconds duration{0};  ///< From there to the end of the reply, or its loss.
};

/// What a service and its Redis did since the gate was made. Only grows, but for the last two.
struct Traffic {
  std::map<std::string, std::int64_t> commands;  ///< By name, in upper case.
  RefusalCounts refusals;                        ///< Error replies, by code: {{"OOM", 2}}.
  std::int64_t lost = 0;                         ///< Commands whose whole reply never came.
  std::int64_t connections = 0;                  ///< That the service made.
  std::int64_t dropped = 0;  ///< Of these: ended by Redis or by a fault, not by the service.
  std::int64_t strikes = 0;  ///< How often a fault acted on a command or a connection.
  std::chrono::microseconds waited{0};  ///< By all commands together, for their replies.

  std::int64_t open = 0;     ///< Connections that the service has open now.
  std::int64_t pending = 0;  ///< Commands that wait for their reply now.

  std::int64_t TotalCommands() const;
  std::int64_t TotalRefusals() const;
};

/// What came since `before`; `open` and `pending` as they are now.
Traffic Since(const Traffic& before, const Traffic& now);

}  // namespace gtest_redis
