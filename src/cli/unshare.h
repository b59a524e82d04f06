#pragma once

#include <CLI/App.hpp>

#include "cli/exit_code.h"

namespace gtest_redis {

/// `gtest-redis unshare FILE`: ends what `share FILE` started.
void AddUnshare(CLI::App& app, ExitCode& exit_code);

}  // namespace gtest_redis
