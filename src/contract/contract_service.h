#pragma once

#include <string>
#include <vector>

#include "contract/contract_model.h"
#include "contract/environment_text.h"
#include "gtest_redis/service/service.h"

namespace gtest_redis {

/// Starts the service of a contract for one of its states, with `command` in place of the
/// contract's when there is one; or has that at its URL, when it is ready. Throws ServiceError.
Service StartServiceFor(RedisServer& server, const ContractModel& model, const StateModel& state,
                        const std::vector<std::string>& command, EnvironmentText& environment);

/// "./gateway --listen {listen}", or its URL.
std::string DescribeService(const ContractModel& model, const std::vector<std::string>& command);

}  // namespace gtest_redis
