#pragma once

#include <chrono>
#include <string>

#include "gtest_redis/gate/gate.h"
#include "gtest_redis/server/redis_server.h"

namespace gtest_redis {

/// A gate of its own with a fault in force, and one connection through it: to see that the fault
/// does what it says.
class GateProof {
 public:
  /// Throws StateError when it cannot connect.
  GateProof(RedisServer& server, const Fault& fault);
  ~GateProof();
  GateProof(const GateProof&) = delete;
  GateProof& operator=(const GateProof&) = delete;

  /// Sends the command that the fault waits for, so often that it acts, in a form that changes
  /// nothing.
  void SendCommand();
  void Send(const std::string& bytes);
  /// Reads until what came ends with `text`; false when it does not within `time`.
  bool Read(const std::string& text, std::chrono::milliseconds time = kTime);
  /// Reads until the connection ends, and tells how: "FIN", "RST"; empty when it does not.
  std::string ReadToEnd();
  /// Whether the fault has acted, within a moment.
  bool Acted() const;
  /// What was read so far, for messages.
  std::string Seen() const;

 private:
  static constexpr std::chrono::milliseconds kTime{1000};

  /// Reads what comes next; false when nothing does.
  bool ReadMore(std::chrono::milliseconds time);

  const Fault fault_;
  Gate gate_;
  FaultGuard guard_;
  int socket_ = -1;
  std::string read_;
  std::string end_;
};

}  // namespace gtest_redis
