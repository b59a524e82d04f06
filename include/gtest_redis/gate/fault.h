#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace gtest_redis {

/// What a gate does to the conversation between a service and its Redis. A description; several may
/// be in force at once: their delays add up, and the one that was injected first acts first.
struct Fault {
  /// What becomes of the commands that it concerns, or of the whole connection.
  enum class Action {
    kPass,       ///< Nothing: they are only slow.
    kError,      ///< They are answered `-text`; Redis never sees them.
    kGarbage,    ///< They are answered by the bytes of `text`, whatever Redis answers.
    kTruncate,   ///< The reply ends after `at_byte` bytes, and the connection with it (FIN).
    kReset,      ///< The connection is reset (RST) in place of the reply.
    kHalfClose,  ///< The service reads the end of the connection in place of the reply (FIN); what
                 ///< it sends is still taken.
    kCut,        ///< Nothing passes in either direction, and nothing ends, as with a cable pulled
                 ///< out: connecting succeeds, no answer comes. What was held back passes when the
                 ///< fault goes. Concerns whole connections: `command` and `nth` are not heeded.
    kRefuse,     ///< Connecting is refused; connections there are, are reset. Likewise.
  };

  Action action = Action::kPass;
  /// Of kError: code and message, "OOM command not allowed when used memory > 'maxmemory'.". Of
  /// kGarbage: any bytes.
  std::string text;
  /// Of kTruncate.
  std::uint64_t at_byte = 1;
  /// Whether Redis gets the command of a kTruncate, kReset, kHalfClose or kGarbage: then it is done
  /// there, and the service does not know.
  bool reaches_redis = true;

  /// The name of the commands that it concerns, in any letter case: "SET"; empty: all.
  std::string command;
  /// Only the n-th of these, counted by each gate from the injection on, beginning with 1; zero:
  /// each of them.
  std::uint64_t nth = 0;

  /// Each reply comes so much later,
  std::chrono::microseconds latency{0};
  /// and up to this much more, at random, never overtaking another.
  std::chrono::microseconds jitter{0};
  /// How much passes, in each direction, on all connections of a gate together; zero: no limit.
  std::uint64_t bytes_per_second = 0;
};

}  // namespace gtest_redis
