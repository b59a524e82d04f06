#include "gtest_redis/state/catalogue.h"

#include <algorithm>

#include "gtest_redis/server/redis_server.h"
#include "server/required_version.h"
#include "state/families.h"
#include "state/nearest.h"
#include "state/values.h"

namespace gtest_redis {
namespace {

using Family = std::vector<StateEntry> (*)();

std::vector<StateEntry> AllFamilies() {
  std::vector<StateEntry> entries;
  for (const Family family : {&HealthyStates, &MemoryStates, &EndingStates, &PausingStates,
                              &PersistenceStates, &ReplicationStates, &AccessStates, &ClientStates,
                              &KeyStates, &NetworkStates, &ClusterStates, &FailoverStates}) {
    for (StateEntry& entry : family()) entries.push_back(std::move(entry));
  }
  return entries;
}

std::string ParameterList(const StateEntry& entry) {
  std::string list;
  for (const StateParameter& parameter : entry.parameters) {
    list += (list.empty() ? "'" : ", '") + parameter.name + "'";
  }
  return list.empty() ? "it has none" : "it has " + list;
}

bool Has(Backend backend, StateNeed need) {
  switch (need) {
    case StateNeed::kOwnServer:
      return backend != Backend::kAttach;
    case StateNeed::kOwnProcess:
      return backend == Backend::kProcess;
    default:
      return true;
  }
}

}  // namespace

std::string ToString(StateNeed need) {
  switch (need) {
    case StateNeed::kGate:
      return "gate";
    case StateNeed::kConnection:
      return "connection";
    case StateNeed::kConfiguration:
      return "configuration";
    case StateNeed::kOwnServer:
      return "own server";
    case StateNeed::kOwnProcess:
      return "own process";
  }
  return "";
}

const std::vector<StateEntry>& StateCatalogue() {
  static const auto* const entries = new std::vector<StateEntry>(AllFamilies());
  return *entries;
}

const StateEntry& FindState(const std::string& name) {
  std::vector<std::string> names;
  for (const StateEntry& entry : StateCatalogue()) {
    if (entry.name == name) return entry;
    names.push_back(entry.name);
  }
  throw StateError("there is no state '" + name + "'; did you mean '" + Nearest(name, names) +
                   "'? `gtest-redis states` lists them all");
}

std::unique_ptr<State> MakeState(const std::string& name, const StateValues& values) {
  const StateEntry& entry = FindState(name);
  for (const auto& [given, value] : values) {
    const bool known = std::any_of(entry.parameters.begin(), entry.parameters.end(),
                                   [&key = given](const auto& one) { return one.name == key; });
    if (!known) {
      throw StateError("'" + name + "' has no parameter '" + given + "'; " + ParameterList(entry));
    }
  }
  return entry.make(Values(entry, values));
}

std::string WhyImpossible(const StateEntry& entry, RedisServer& server) {
  if (!Has(server.backend(), entry.need)) {
    return "it needs an " + ToString(entry.need) + ", and this is the back end '" +
           ToString(server.backend()) + "'";
  }
  const std::string too_old = WhyTooOld(server, entry.since);
  if (!too_old.empty()) return too_old;
  return entry.missing && server.backend() == Backend::kProcess ? entry.missing() : "";
}

}  // namespace gtest_redis
