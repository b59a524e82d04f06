#pragma once

#include <CLI/App.hpp>

#include "cli/exit_code.h"

namespace gtest_redis {

/// `gtest-redis states`: the catalogue, and what of it can be had here.
void AddStates(CLI::App& app, ExitCode& exit_code);

}  // namespace gtest_redis
