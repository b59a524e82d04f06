#pragma once

#include "contract/contract_faults.h"
#include "contract/contract_model.h"
#include "contract/json_node.h"

namespace gtest_redis {

/// Fills `defaults`, and those of states in `state`.
void ReadDefaults(const JsonNode& node, DefaultsModel* defaults, StateModel* state,
                  ContractFaults& faults);

}  // namespace gtest_redis
