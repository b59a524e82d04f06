#pragma once

#include "contract/contract_faults.h"
#include "contract/contract_model.h"
#include "contract/json_node.h"

namespace gtest_redis {

/// Adds what cannot be true at the same time in a contract whose members are right each by itself.
/// Says nothing of members that are not.
void AddContradictions(const ContractModel& model, const JsonNode& root, ContractFaults& faults);

}  // namespace gtest_redis
