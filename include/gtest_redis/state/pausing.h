#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "gtest_redis/state/state.h"

namespace gtest_redis {

/// "hung": connecting succeeds, and no answer comes, neither on connections from before nor on new
/// ones: the server's process is stopped (SIGSTOP; a container is frozen). Leaving lets it run on,
/// and it answers what it was sent meanwhile.
///
/// For servers of our own: somebody else's throws UnsupportedError. Entering and leaving take less
/// than a millisecond. Until it is left, the server's own connection throws ServerError, as on
/// every paused server.
class Hung : public State {
 public:
  std::string name() const override { return "hung"; }
  std::vector<std::string> changes() const override;

 private:
  Entered Apply(RedisServer& server) const override;
};

/// "stalled": a slow command of somebody else keeps Redis from everything for `stall`, again and
/// again, with `gap` between two of them; no command is refused, each is only answered late. On a
/// server of our own it is DEBUG SLEEP; otherwise, and where that is not enabled, a loop in EVAL,
/// bounded by a count which is measured for that server when the state is entered, so that any
/// connection will do, and `stall` is met only roughly.
///
/// A thread of the library's sends it, on a connection of its own. Leaving waits until the stall
/// that is under way has ended. Rests on Redis running one command at a time (processCommand() in
/// server.c).
class Stalled : public State {
 public:
  /// `stall` from 1 ms to 3 s, `gap` from 0 to 1 min; throws StateError for others. Entering throws
  /// StateError when ServerOptions::command_timeout is less than two stalls, or when a loop of
  /// `stall` would come so near to `busy-reply-threshold` that it might be answered BUSY.
  explicit Stalled(std::chrono::milliseconds stall = std::chrono::milliseconds(50),
                   std::chrono::milliseconds gap = std::chrono::milliseconds(10));

  std::string name() const override { return "stalled"; }
  std::vector<std::string> changes() const override;

 private:
  Entered Apply(RedisServer& server) const override;

  std::chrono::milliseconds stall_;
  std::chrono::milliseconds gap_;
};

/// "writes-paused": whatever may write (and EVAL, PUBLISH, PFCOUNT) waits, and is done when the
/// state is left; reads are answered. It is what a service sees during a planned failover. Needs
/// Redis 6.2: throws UnsupportedError for older ones.
///
/// Rests on CLIENT PAUSE ... WRITE (blockClient() in networking.c), undone by CLIENT UNPAUSE. While
/// it holds, Redis neither evicts nor answers OOM, whatever maxmemory is, and what proves another
/// state waits: it can only be combined with those of the gate.
class WritesPaused : public State {
 public:
  /// It ends by itself after `duration`, from 1 s to 1 h, if nobody leaves it before, for then a
  /// killed program leaves nothing paused; whoever leaves it later than that is told. Throws
  /// StateError for another.
  explicit WritesPaused(std::chrono::milliseconds duration = std::chrono::minutes(1));

  std::string name() const override { return "writes-paused"; }
  std::vector<std::string> changes() const override;

 private:
  Entered Apply(RedisServer& server) const override;

  std::chrono::milliseconds duration_;
};

/// "busy": a script does not end, and Redis answers BUSY to everything but SCRIPT KILL, AUTH and
/// their like; PING and INFO, too. Sets busy-reply-threshold (lua-time-limit before 7.0) to 1 ms,
/// and runs a loop in EVAL on a connection of its own.
///
/// The loop is bounded: one that nobody ends takes about a minute, more on a busy machine;
/// where it ended before the state was left, whoever leaves is told. Leaving sends SCRIPT KILL, and
/// so does the end of a killed program; of somebody else's server, the directive is then put back
/// by the next program that attaches. Rests on scriptInterrupt() in script.c. No state of the
/// configuration can be entered within it, because CONFIG is answered BUSY, too: enter that one
/// first.
class Busy : public State {
 public:
  std::string name() const override { return "busy"; }
  std::vector<std::string> changes() const override;

 private:
  Entered Apply(RedisServer& server) const override;
};

}  // namespace gtest_redis
