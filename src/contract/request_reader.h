#pragma once

#include <map>
#include <string>
#include <vector>

#include "contract/contract_faults.h"
#include "contract/contract_model.h"
#include "contract/json_node.h"

namespace gtest_redis {

/// Fills the model's requests, and its files with bodies, which it reads. `folder` is that of the
/// contract.
void ReadRequests(const JsonNode& node, const std::string& folder, ContractModel* model,
                  ContractFaults& faults);

}  // namespace gtest_redis
