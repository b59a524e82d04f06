#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "gtest_redis/redis/error.h"

namespace gtest_redis {

class RedisServer;

/// A state could not be entered, does not hold, or could not be left.
class StateError : public Error {
 public:
  using Error::Error;
};

/// A condition that a Redis can be in. A description, to be entered with Enter(); copy it freely.
class State {
 public:
  virtual ~State() = default;

  /// Its name in the catalogue: "out-of-memory".
  virtual std::string name() const = 0;
  /// What of the server it changes: directives of redis.conf, mostly. Two states that change the
  /// same thing cannot be entered at the same time.
  virtual std::vector<std::string> changes() const = 0;

 private:
  friend class StateGuard;
  /// Puts `server` into this state and proves on Redis itself that it holds. Returns what undoes
  /// it. Throws StateError when it does not hold; then nothing is left changed.
  virtual std::function<void()> Apply(RedisServer& server) const = 0;
};

/// Holds a server in a state, and puts back what was there before when it goes. Move-only. The
/// server must outlive it and stay where it is; one thread at a time.
///
///     StateGuard full = Enter(server, OutOfMemory());
class [[nodiscard]] StateGuard {
 public:
  /// As Enter().
  StateGuard(RedisServer& server, const State& state);
  /// As Leave(), but what goes wrong is not reported (a fixture notices what was left changed).
  ~StateGuard();
  StateGuard(StateGuard&& other) noexcept;
  StateGuard& operator=(StateGuard&& other) = delete;

  /// Restores what was there before, on a paused server too; does nothing the second time. Throws
  /// StateError when that fails, and when the server died meanwhile (the state has ended with it).
  void Leave();

  /// "out-of-memory"; empty after Leave().
  const std::string& name() const { return name_; }

 private:
  RedisServer* server_;
  std::string name_;
  std::string place_;
  std::function<void()> undo_;
};

/// Puts `server` into `state`; proves on Redis itself that it holds before it returns. Throws
/// StateError when it does not, and when a state is entered already that changes the same things
/// (name it in one go, or leave the other first); ServerError when the server is dead or paused.
[[nodiscard]] StateGuard Enter(RedisServer& server, const State& state);

}  // namespace gtest_redis
