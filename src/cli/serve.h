#pragma once

#include <CLI/App.hpp>

#include "cli/exit_code.h"

namespace gtest_redis {

/// `gtest-redis serve`: a Redis in a state, for as long as one looks at it.
void AddServe(CLI::App& app, ExitCode& exit_code);

}  // namespace gtest_redis
