#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "gtest_redis/gate/fault.h"
#include "gtest_redis/state/state.h"

namespace gtest_redis {

/// A state of what lies between the services and their Redis. It is made by the gates of the
/// server, those included that are made while it lasts: it concerns services that have one,
/// whatever the back end, changes nothing on Redis, and combines with every state of the server,
/// also while that is paused or dead. Services that were given {redis_direct}, and
/// RedisServer::Connect(), are not concerned.
///
/// Entering proves it by a gate of its own, with the same fault: one connection, and one command as
/// the state has it. Where Redis has to answer for that and does not, because it is paused or dead,
/// only the injection is certain.
class NetworkState : public State {
 public:
  std::string name() const override { return name_; }
  std::vector<std::string> changes() const override { return changes_; }

 protected:
  NetworkState(std::string name, std::vector<std::string> changes, Fault fault);

  const Fault& fault() const { return fault_; }

 private:
  Entered Apply(RedisServer& server) const override;
  /// Throws StateError when a gate to `server` with this fault in force does not behave so.
  virtual void Prove(RedisServer& server) const = 0;

  std::string name_;
  std::vector<std::string> changes_;
  Fault fault_;
};

/// "slow-network": each reply comes `latency` later, and up to `jitter` more, and no more than
/// `bytes_per_second` pass in each direction, all connections of a service together; zero: no
/// limit.
class SlowNetwork : public NetworkState {
 public:
  /// Latency and jitter are up to a minute, the limit at least 1,000 bytes. Throws StateError for
  /// others, and when nothing is slow.
  explicit SlowNetwork(std::chrono::microseconds latency = std::chrono::milliseconds(50),
                       std::chrono::microseconds jitter = std::chrono::microseconds(0),
                       std::uint64_t bytes_per_second = 0);

 private:
  void Prove(RedisServer& server) const override;
};

/// "cut-network": a cable was pulled out. As it stands nothing passes, and nothing ends: connecting
/// succeeds, no answer comes, and what was said meanwhile arrives when the state is left.
/// kHalfClose: Redis gets each command; in place of the reply the service reads the end of its
/// connection (FIN), while what it sends is still taken.
class CutNetwork : public NetworkState {
 public:
  enum class How { kSilent, kHalfClose };

  explicit CutNetwork(How how = How::kSilent);

 private:
  void Prove(RedisServer& server) const override;
};

/// The states below concern the commands of a name, in any letter case ("SET"; empty: all), and of
/// these only the `nth` (1 to 10,000; zero: each), counted from the entering on by each gate for
/// itself. Their constructors throw StateError for more, and for a text that cannot be.

/// "reset": the connection is reset (RST; over the unix socket, which knows none, closed) in place
/// of the reply. `reaches_redis`: after Redis did the command, so that the service cannot know it;
/// otherwise Redis never sees it.
class Reset : public NetworkState {
 public:
  explicit Reset(bool reaches_redis = true, const std::string& command = "", std::uint64_t nth = 0);

 private:
  void Prove(RedisServer& server) const override;
};

/// "truncated-reply": the reply ends after `at_byte` bytes, and the connection with it (FIN), as
/// when Redis dies, or evicts a client, in the middle of it. A shorter one passes whole.
class TruncatedReply : public NetworkState {
 public:
  explicit TruncatedReply(std::uint64_t at_byte = 1, const std::string& command = "",
                          std::uint64_t nth = 0);

 private:
  void Prove(RedisServer& server) const override;
};

/// "garbage-reply": Redis does the command, and the reply is `text` and CR LF: by default something
/// that is none.
class GarbageReply : public NetworkState {
 public:
  explicit GarbageReply(const std::string& text = kGarbage, const std::string& command = "",
                        std::uint64_t nth = 0);

  static constexpr char kGarbage[] = "HTTP/1.1 400 Bad Request";

 private:
  void Prove(RedisServer& server) const override;
};

/// "any-error": the reply is the error `text` ("OOM command not allowed when used memory >
/// 'maxmemory'."), and Redis never sees the command. One of a transaction makes EXEC answer
/// EXECABORT, as Redis would have it.
class AnyError : public NetworkState {
 public:
  explicit AnyError(const std::string& text = "ERR injected by gtest-redis",
                    const std::string& command = "", std::uint64_t nth = 0);

 private:
  void Prove(RedisServer& server) const override;
};

}  // namespace gtest_redis
