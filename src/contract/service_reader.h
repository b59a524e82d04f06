#pragma once

#include <map>
#include <string>
#include <vector>

#include "contract/contract_faults.h"
#include "contract/contract_model.h"
#include "contract/json_node.h"

namespace gtest_redis {

/// The service of a contract in `folder`.
ServiceModel ReadService(const JsonNode& node, const std::string& folder, ContractFaults& faults);

/// Variables of a service's environment, and arguments of it, with Service's placeholders.
std::map<std::string, std::string> ReadEnvironment(const JsonNode& node, ContractFaults& faults);
std::vector<std::string> ReadArguments(const JsonNode& node, ContractFaults& faults);

}  // namespace gtest_redis
