#pragma once

#include <CLI/App.hpp>

#include "cli/exit_code.h"

namespace gtest_redis {

/// `gtest-redis share FILE`: one container for a whole `ctest`.
void AddShare(CLI::App& app, ExitCode& exit_code);

}  // namespace gtest_redis
