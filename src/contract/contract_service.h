#pragma once

#include <string>
#include <vector>

#include "contract/contract_model.h"
#include "contract/environment_text.h"
#include "gtest_redis/contract/contract_runner.h"
#include "gtest_redis/service/service.h"

namespace gtest_redis {

/// Starts the service of a contract for one of its states, with the command and the directory of
/// `options` in place of the contract's when there are some; or has that at its URL, when it is
/// ready. Throws ServiceError, also when it was to stop before.
Service StartServiceFor(RedisServer& server, const ContractModel& model, const StateModel& state,
                        const ContractRunOptions& options, EnvironmentText& environment);

/// "./gateway --listen {listen}", or its URL.
std::string DescribeService(const ContractModel& model, const std::vector<std::string>& command);

}  // namespace gtest_redis
