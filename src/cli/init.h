#pragma once

#include <CLI/App.hpp>
#include <string>
#include <vector>

#include "cli/exit_code.h"

namespace gtest_redis {

/// `gtest-redis init`: a first contract of a service. `command` is what the user gave behind "--".
void AddInit(CLI::App& app, const std::vector<std::string>& command, ExitCode& exit_code);

}  // namespace gtest_redis
