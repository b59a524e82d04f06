#pragma once

#include <string>
#include <vector>

#include "command.h"
#include "process/scratch_directory.h"

namespace gtest_redis {

/// Runs a contract, one state of which must fail, and returns the folder that this left, moved to
/// `scratch`/moved; "" when this Redis cannot be in the state. Fails the test when none is left.
std::string FailRun(const ScratchDirectory& scratch, const std::string& contract,
                    const std::vector<std::string>& flags, const Variables& environment = {});

}  // namespace gtest_redis
