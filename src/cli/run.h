#pragma once

#include <CLI/App.hpp>
#include <string>
#include <vector>

#include "cli/exit_code.h"

namespace gtest_redis {

/// `gtest-redis run CONTRACT`: runs a contract, and tells what came of it. `command` is what the
/// user gave behind "--": the service to be run in place of the contract's.
void AddRun(CLI::App& app, const std::vector<std::string>& command, ExitCode& exit_code);

}  // namespace gtest_redis
