#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <string>
#include <vector>

#include "gtest_redis/gate/traffic.h"

namespace gtest_redis {

/// What became of a command.
struct Ending {
  std::uint64_t command = 0;  ///< Its number, counted from zero.
  GateCommand::Outcome outcome = GateCommand::Outcome::kAnswered;
  std::chrono::steady_clock::time_point sent;
  std::string error = {};
  RefusalCounts codes = {};  ///< All errors in the reply.
};

/// The books of a gate: what passed, and what became of it. Any thread.
class Ledger {
 public:
  /// A client has connected. Returns its number.
  std::uint64_t Connect();
  /// Its connection has ended,
  void Disconnect();
  /// and not by its own doing.
  void Drop();

  /// A command has begun; waits for its reply from here on. Returns its number.
  std::uint64_t Begin(GateCommand command);
  /// What is known of it when it has come to its end.
  void Describe(std::uint64_t command, std::string key, std::uint64_t digest);
  /// It was passed on to Redis.
  void Pass(std::uint64_t command);
  void Finish(const Ending& ending);
  /// What becomes of it will never be known.
  void Abandon(std::uint64_t command);
  /// An error came that answers no command.
  void Refuse(const RefusalCounts& codes);
  void Strike(std::int64_t count);

  Traffic traffic() const;
  Traffic SinceMark() const;
  void Mark();
  std::vector<GateCommand> Commands(std::uint64_t first) const;
  std::uint64_t command_count() const;
  bool AwaitQuiet(std::chrono::milliseconds timeout) const;

  static constexpr std::size_t kMostCommands = 10000;

 private:
  /// Null when it is not among the last ones.
  GateCommand* Find(std::uint64_t command);
  void EndPending();

  mutable std::mutex mutex_;
  mutable std::condition_variable quiet_;
  Traffic traffic_;
  Traffic mark_;
  std::deque<GateCommand> commands_;  // The last ones.
  std::uint64_t count_ = 0;           // Of all.
};

}  // namespace gtest_redis
