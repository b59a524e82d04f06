#pragma once

#include <CLI/App.hpp>

#include "cli/exit_code.h"

namespace gtest_redis {

/// `gtest-redis doctor`: which back ends can be used here, why not, and what would mend it.
void AddDoctor(CLI::App& app, ExitCode& exit_code);

}  // namespace gtest_redis
