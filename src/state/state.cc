#include "gtest_redis/state/state.h"

#include <algorithm>
#include <map>
#include <mutex>

#include "gtest_redis/server/redis_server.h"
#include "state/awake.h"

namespace gtest_redis {
namespace {

// A server is known by its directory, or by where it is: its process may change.
std::string PlaceOf(const RedisServer& server) {
  const std::string directory = server.directory();
  return directory.empty() ? server.host() + ":" + std::to_string(server.port()) : directory;
}

// Which states are entered, by server.
class Entered {
 public:
  void Add(const std::string& place, const State& state) {
    const std::lock_guard lock(mutex_);
    auto& states = states_[place];
    for (const auto& [name, changes] : states) {
      for (const std::string& change : state.changes()) {
        if (std::find(changes.begin(), changes.end(), change) == changes.end()) continue;
        throw StateError("cannot enter '" + state.name() + "': '" + name +
                         "' is entered on this server and changes '" + change +
                         "' too; leave it first");
      }
    }
    states[state.name()] = state.changes();
  }

  void Remove(const std::string& place, const std::string& name) {
    const std::lock_guard lock(mutex_);
    auto& states = states_[place];
    states.erase(name);
    if (states.empty()) states_.erase(place);
  }

 private:
  std::mutex mutex_;
  std::map<std::string, std::map<std::string, std::vector<std::string>>> states_;
};

Entered& AllEntered() {
  static auto* const entered = new Entered;
  return *entered;
}

}  // namespace

StateGuard::StateGuard(RedisServer& server, const State& state)
    : server_(&server), name_(state.name()), place_(PlaceOf(server)) {
  AllEntered().Add(place_, state);
  try {
    undo_ = state.Apply(server);
    server.MarkRefusals("'" + name_ + "' was entered");
  } catch (...) {
    AllEntered().Remove(place_, name_);
    throw;
  }
}

StateGuard::StateGuard(StateGuard&& other) noexcept
    : server_(other.server_),
      name_(std::move(other.name_)),
      place_(std::move(other.place_)),
      undo_(std::exchange(other.undo_, nullptr)) {
  other.name_.clear();
}

StateGuard::~StateGuard() {
  try {
    Leave();
  } catch (...) {
    // Best-effort: a destructor cannot report, and the fixture compares the configuration after the
    // test.
  }
}

void StateGuard::Leave() {
  if (!undo_) return;
  const std::function<void()> undo = std::exchange(undo_, nullptr);
  const std::string name = std::exchange(name_, "");
  AllEntered().Remove(place_, name);
  if (!server_->running()) {
    throw StateError("cannot leave '" + name + "': redis-server " + server_->exit_reason() +
                     ", and the state has ended with it");
  }
  const Awake awake(*server_);
  try {
    undo();
  } catch (const Error& error) {
    throw StateError("cannot leave '" + name + "': " + error.what());
  }
  server_->MarkRefusals("'" + name + "' was left");
}

StateGuard Enter(RedisServer& server, const State& state) { return StateGuard(server, state); }

}  // namespace gtest_redis
