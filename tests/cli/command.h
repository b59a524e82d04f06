#pragma once

#include <string>
#include <utility>
#include <vector>

namespace gtest_redis {

/// What a run of the command gave.
struct CommandResult {
  int exit_code = -1;
  std::string output;  ///< Both streams.
};

using Variables = std::vector<std::pair<std::string, std::string>>;

/// Runs `gtest-redis` with these arguments, and with these variables added to the environment.
/// Waits up to 60 s.
CommandResult RunCommand(const std::vector<std::string>& arguments,
                         const Variables& environment = {});

}  // namespace gtest_redis
