#include "gtest_redis/state/state.h"

#include <algorithm>
#include <map>
#include <mutex>
#include <optional>
#include <utility>

#include "gtest_redis/gate/gate.h"
#include "gtest_redis/server/redis_server.h"
#include "gtest_redis/state/catalogue.h"
#include "state/awake.h"
#include "state/write_probe.h"

namespace gtest_redis {
namespace {

using Changes = std::vector<std::string>;

bool IsOfGate(const std::string& change) { return change.rfind("gate:", 0) == 0; }

// Whether a state concerns the server at all.
bool ConcernsServer(const State& state) {
  const Changes changes = state.changes();
  return changes.empty() || !std::all_of(changes.begin(), changes.end(), IsOfGate);
}

// What two states cannot both have; empty when there is nothing.
std::string Conflict(const Changes& one, const Changes& other) {
  for (const std::string& change : one) {
    for (const std::string& second : other) {
      if (change == second) return change;
      const bool whole = change == State::kWholeServer || second == State::kWholeServer;
      if (whole && !IsOfGate(change) && !IsOfGate(second)) return State::kWholeServer;
    }
  }
  return "";
}

// Which states are entered, by server.
class EnteredStates {
 public:
  void Add(const void* server, const State& state) {
    const std::lock_guard lock(mutex_);
    auto& states = states_[server];
    for (const auto& [name, changes] : states) {
      const std::string change = Conflict(state.changes(), changes);
      if (change.empty() && name != state.name()) continue;
      throw StateError(
          "cannot enter '" + state.name() + "': '" + name + "' is entered on this server" +
          (change.empty() ? "" : ", and both need '" + change + "'") + "; leave it first");
    }
    states[state.name()] = state.changes();
  }

  void Remove(const void* server, const std::string& name) {
    const std::lock_guard lock(mutex_);
    auto& states = states_[server];
    states.erase(name);
    if (states.empty()) states_.erase(server);
  }

  /// " (while 'a', 'b' are entered)"; empty when there is none but `name`.
  std::string DescribeOthers(const void* server, const std::string& name) {
    const std::lock_guard lock(mutex_);
    std::string list;
    int count = 0;
    for (const auto& [other, changes] : states_[server]) {
      if (other == name) continue;
      list += (list.empty() ? "'" : ", '") + other + "'";
      ++count;
    }
    if (count == 0) return "";
    return " (while " + list + (count == 1 ? " is" : " are") + " entered)";
  }

 private:
  std::mutex mutex_;
  std::map<const void*, std::map<std::string, Changes>> states_;
};

EnteredStates& AllEntered() {
  static auto* const entered = new EnteredStates;
  return *entered;
}

std::function<void(const std::string&)>& Handler() {
  static auto* const handler = new std::function<void(const std::string&)>;
  return *handler;
}

// How the server answers a read and a write that changes nothing: "PONG, 0"; what comes back when a
// state is left must be what was there when it was entered. Empty when it cannot be asked.
std::string Answers(RedisServer& server) {
  if (!server.running() || server.paused()) return "";
  const std::string ping = server.Probe({"PING"}).ToString();
  return ping + " to PING, " + ProbeWrite(server).ToString() + " to a write";
}

// Throws UnsupportedError where `server` cannot have the state, for what its row in the catalogue
// says. A state that is somebody's own has none.
void RequirePossible(RedisServer& server, const std::string& name) {
  for (const StateEntry& entry : StateCatalogue()) {
    if (entry.name != name) continue;
    const std::string why_not = WhyImpossible(entry, server);
    if (!why_not.empty()) server.ThrowUnsupported("cannot enter '" + name + "': " + why_not);
  }
}

}  // namespace

StateGuard::StateGuard(RedisServer& server, const State& state)
    : server_(&server), name_(state.name()) {
  AllEntered().Add(server.id(), state);
  try {
    if (ConcernsServer(state)) {
      RequirePossible(server, name_);
      answers_before_ = Answers(server);
    }
    entered_ = state.Apply(server);
    if (entered_.server == Entered::Server::kRuns)
      server.MarkRefusals("'" + name_ + "' was entered");
    Gate::MarkAll(server);
  } catch (const StateError& error) {
    const std::string others = AllEntered().DescribeOthers(server.id(), name_);
    AllEntered().Remove(server.id(), name_);
    throw StateError(error.what() + others);
  } catch (...) {
    AllEntered().Remove(server.id(), name_);
    throw;
  }
}

StateGuard::StateGuard(StateGuard&& other) noexcept
    : server_(other.server_),
      name_(std::move(other.name_)),
      entered_(std::exchange(other.entered_, {})),
      answers_before_(std::move(other.answers_before_)) {
  other.name_.clear();
}

StateGuard::~StateGuard() {
  if (!entered_.undo) return;
  bool ended_by_test = false;  // Then it knows that the state has ended, too.
  try {
    ended_by_test = !server_->running() && !server_->died();
    Leave();
  } catch (const std::exception& error) {
    if (!ended_by_test && Handler()) Handler()(error.what());
  }
}

void StateGuard::Check() {
  if (!entered_.undo) return;
  if (entered_.server != Entered::Server::kIsDown && !server_->running()) {
    throw StateError("'" + name_ + "' has ended: redis-server " + server_->exit_reason());
  }
  const std::string fault = entered_.fault ? entered_.fault() : "";
  if (!fault.empty()) throw StateError("'" + name_ + "' did not hold to its end: " + fault);
}

void StateGuard::Leave() {
  if (!entered_.undo) return;
  std::optional<Awake> awake;
  if (entered_.server == Entered::Server::kRuns) awake.emplace(*server_);
  std::string fault;
  try {
    Check();
  } catch (const Error& error) {
    fault = error.what();
  }
  const Entered entered = std::exchange(entered_, {});
  const std::string name = std::exchange(name_, "");
  AllEntered().Remove(server_->id(), name);
  if (entered.server != Entered::Server::kIsDown && !server_->running()) {
    throw StateError("cannot leave '" + name + "': redis-server " + server_->exit_reason() +
                     ", and the state has ended with it");
  }
  try {
    entered.undo();
    const std::string answers = answers_before_.empty() ? "" : Answers(*server_);
    if (fault.empty() && answers != answers_before_) {
      fault = "'" + name + "' was left, and redis answers " + answers + "; before, it was " +
              answers_before_;
    }
  } catch (const Error& error) {
    fault = "cannot leave '" + name + "': " + error.what();
  }
  server_->MarkRefusals("'" + name + "' was left");
  Gate::MarkAll(*server_);
  if (!fault.empty()) throw StateError(fault);
}

StateGuard Enter(RedisServer& server, const State& state) { return StateGuard(server, state); }

void ReportStateErrors(std::function<void(const std::string&)> handler) {
  Handler() = std::move(handler);
}

}  // namespace gtest_redis
