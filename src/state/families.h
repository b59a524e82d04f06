#pragma once

#include <vector>

#include "gtest_redis/state/catalogue.h"

namespace gtest_redis {

// The rows of the catalogue, family by family, in its order: each stands beside its states.
std::vector<StateEntry> HealthyStates();
std::vector<StateEntry> MemoryStates();
std::vector<StateEntry> EndingStates();
std::vector<StateEntry> PausingStates();
std::vector<StateEntry> PersistenceStates();
std::vector<StateEntry> ReplicationStates();
std::vector<StateEntry> AccessStates();
std::vector<StateEntry> ClientStates();
std::vector<StateEntry> KeyStates();
std::vector<StateEntry> NetworkStates();
std::vector<StateEntry> ClusterStates();
std::vector<StateEntry> FailoverStates();

}  // namespace gtest_redis
