#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "gtest_redis/redis/error.h"

namespace gtest_redis {

class RedisServer;

/// A state could not be entered, does not hold (any more), or could not be left.
class StateError : public Error {
 public:
  using Error::Error;
};

/// How a state that was entered is watched and left.
struct Entered {
  /// Puts back what was there before. Called once; throws Error.
  std::function<void()> undo;
  /// Looks on Redis itself whether the state still holds; empty when it does, else what was seen
  /// instead: "a write was answered 'OK'". Null for what cannot end by itself. Cheap: it is called
  /// before the state is left.
  std::function<std::string()> fault = nullptr;
  /// What the state makes of the server itself.
  enum class Server { kRuns, kIsPaused, kIsDown } server = Server::kRuns;
};

/// A condition that a Redis can be in. A description, to be entered with Enter(); copy it freely.
class State {
 public:
  virtual ~State() = default;

  /// Its name in the catalogue: "out-of-memory".
  virtual std::string name() const = 0;
  /// What it changes: directives of redis.conf, mostly. Two states that change the same thing
  /// cannot be entered at the same time. Beginning with "gate:", it is something between a service
  /// and the server. kWholeServer: the server ends, is started anew, or takes no change meanwhile;
  /// such a state can only be combined with those of the gate.
  virtual std::vector<std::string> changes() const = 0;

  static constexpr char kWholeServer[] = "the whole server";

 private:
  friend class StateGuard;
  /// Puts `server` into this state and proves on Redis itself that it holds. Throws StateError when
  /// it does not, and UnsupportedError where this server cannot have it; then nothing is left
  /// changed.
  virtual Entered Apply(RedisServer& server) const = 0;
};

/// Holds a server in a state, and puts back what was there before when it goes. Move-only. The
/// server must outlive it and stay where it is; one thread at a time.
///
///     StateGuard full = Enter(server, OutOfMemory());
class [[nodiscard]] StateGuard {
 public:
  /// As Enter().
  StateGuard(RedisServer& server, const State& state);
  /// As Leave(), but what goes wrong is told to ReportStateErrors()'s handler: in a test program,
  /// it fails the test.
  ~StateGuard();
  StateGuard(StateGuard&& other) noexcept;
  StateGuard& operator=(StateGuard&& other) = delete;

  /// Throws StateError when the state holds no longer: keys were deleted until memory sufficed, a
  /// pause ran out, somebody changed the directive back. Leave() looks, too.
  void Check();
  /// Restores what was there before, on a paused server too, and proves that the server answers as
  /// it did; does nothing the second time. Throws StateError when that fails, when the state did
  /// not hold to the end, and when the server died meanwhile (the state has ended with it).
  void Leave();

  /// "out-of-memory"; empty after Leave().
  const std::string& name() const { return name_; }

 private:
  RedisServer* server_;
  std::string name_;
  Entered entered_;
  std::string answers_before_;
};

/// Puts `server` into `state`; proves on Redis itself that it holds before it returns. States are
/// combined by entering one after the other, and left in the reverse order. Throws StateError when
/// it does not hold, and when a state is entered already that it cannot be combined with, naming
/// it; UnsupportedError where this server cannot have it, for its version or back end; ServerError
/// when the server is dead or paused.
[[nodiscard]] StateGuard Enter(RedisServer& server, const State& state);

/// Has `handler` called with what goes wrong where a StateGuard's destructor cannot throw it. The
/// fixtures set it. One for the program; not while states are entered.
void ReportStateErrors(std::function<void(const std::string&)> handler);

}  // namespace gtest_redis
