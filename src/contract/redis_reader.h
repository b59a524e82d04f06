#pragma once

#include "contract/contract_faults.h"
#include "contract/contract_model.h"
#include "contract/json_node.h"

namespace gtest_redis {

/// Puts what a "redis" says into `model`; what it does not say stays.
void ReadRedis(const JsonNode& node, RedisModel* model, ContractFaults& faults);

/// Adds a fault for each {env:NAME} in the node's texts whose NAME is none.
void CheckEnvironmentNames(const JsonNode& node, ContractFaults& faults);

}  // namespace gtest_redis
