#pragma once

#include <CLI/App.hpp>

#include "cli/exit_code.h"

namespace gtest_redis {

/// `gtest-redis cleanup`: what test programs left that are gone, and its removal.
void AddCleanup(CLI::App& app, ExitCode& exit_code);

}  // namespace gtest_redis
