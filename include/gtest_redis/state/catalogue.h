#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "gtest_redis/state/state.h"

namespace gtest_redis {

/// What a state needs of the server, from the least to the most.
enum class StateNeed {
  kGate,           ///< Nothing: it happens between the service and the server.
  kConnection,     ///< A connection with the rights of a plain client.
  kConfiguration,  ///< CONFIG SET, CLIENT, REPLICAOF, ACL and their kin; the whole of a server that
                   ///< is somebody else's.
  kOwnServer,      ///< A process or a container that is ours, because it is ended or stopped.
  kOwnProcess,     ///< A process on this machine.
};

/// "gate", "connection", "configuration", "own server", "own process".
std::string ToString(StateNeed need);

/// What can be said of a state, each with a default.
struct StateParameter {
  std::string name;           ///< "latency"
  std::string unit;           ///< "ms", "bytes", "ratio"; empty for a word.
  std::string default_value;  ///< As it would be given; empty where it must be given.
  std::string meaning;
};

/// Values by name: {{"latency", "50"}}. Durations are in the unit of the parameter, or say their
/// own ("50ms", "1s"); bytes may be "64mb", and are at most "1gb".
using StateValues = std::map<std::string, std::string>;

class Values;

/// One row of the catalogue.
struct StateEntry {
  std::string name;      ///< "out-of-memory"
  std::string type;      ///< The class in C++: "OutOfMemory".
  std::string meaning;   ///< One line: what Redis does then.
  std::string evidence;  ///< One line: by what it is proved that it holds.
  StateNeed need;
  std::string since;  ///< The oldest Redis that has it: "6.2".
  std::vector<StateParameter> parameters;
  std::function<std::unique_ptr<State>(const Values&)> make;  ///< For MakeState().
  /// What of this machine a server process needs for it beside `need`, and is missing here; empty
  /// when nothing is. Null for the same.
  std::function<std::string()> missing = nullptr;
};

/// All states, each once, in the order in which they are documented.
const std::vector<StateEntry>& StateCatalogue();

/// The row of that name. Throws StateError, with the nearest name, when there is none.
const StateEntry& FindState(const std::string& name);

/// The state of that name, to be entered. Throws StateError for a name, a parameter or a value that
/// there is not, with what would do.
std::unique_ptr<State> MakeState(const std::string& name, const StateValues& values = {});

/// Why `server` cannot have this state: its back end, its version, or this machine. Empty when it
/// can.
std::string WhyImpossible(const StateEntry& entry, RedisServer& server);

}  // namespace gtest_redis
