#pragma once

#include "contract/contract_faults.h"
#include "contract/contract_model.h"
#include "contract/json_node.h"

namespace gtest_redis {

DataModel ReadData(const JsonNode& node, ContractFaults& faults);

}  // namespace gtest_redis
