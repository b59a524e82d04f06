#pragma once

#include "contract/contract_faults.h"
#include "contract/contract_model.h"
#include "contract/json_node.h"

namespace gtest_redis {

/// Fills the model's states. `defaults`: what a state has that says nothing.
void ReadStates(const JsonNode& node, const StateModel& defaults, ContractModel* model,
                ContractFaults& faults);

}  // namespace gtest_redis
