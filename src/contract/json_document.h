#pragma once

#include <memory>
#include <string_view>

#include "contract/contract_faults.h"
#include "contract/json_node.h"

namespace gtest_redis {

/// Reads a JSON text in which comments may stand. What is wrong goes into `faults`: the first place
/// where it is no JSON, or where it is nested deeper than 64, and then null is returned; and
/// members that are there twice, of which the first one counts. Throws nothing of its own.
std::unique_ptr<JsonNode> ReadJson(std::string_view text, ContractFaults& faults);

}  // namespace gtest_redis
