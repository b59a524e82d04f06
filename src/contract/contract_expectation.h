#pragma once

#include <chrono>

#include "contract/contract_model.h"
#include "gtest_redis/verdict/expectation.h"
#include "gtest_redis/verdict/trial.h"

namespace gtest_redis {

/// What a request must get before, in, or after a state.
Expectation MakeExpectation(const ContractModel& model, const StateModel& state,
                            const RequestModel& request, Phase phase);

/// How long its answer is waited for.
std::chrono::milliseconds TimeoutOf(const ContractModel& model, const StateModel& state,
                                    const RequestModel& request);

/// What is asked of it in the state in place of single requests; nothing when it is not a load.
std::optional<TrialLoad> LoadOf(const StateModel& state, const RequestModel& request);

}  // namespace gtest_redis
