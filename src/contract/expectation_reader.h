#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "contract/contract_faults.h"
#include "contract/contract_model.h"
#include "contract/json_node.h"

namespace gtest_redis {

/// An expectation that must say a status itself: that of a request.
ExpectationModel ReadExpectation(const JsonNode& node, ContractFaults& faults);

/// One in a state, or after it, that has the statuses of `request` where it says none. A load can
/// stand in it where `loads` says so.
ExpectationModel ReadStateExpectation(const JsonNode& node, const RequestModel& request, bool loads,
                                      ContractFaults& faults);

/// What headers must be like, by name.
std::vector<std::pair<std::string, ContentMatcher>> ReadHeaderMatchers(const JsonNode& node,
                                                                       ContractFaults& faults);

}  // namespace gtest_redis
