#pragma once

#include <CLI/App.hpp>
#include <string>
#include <vector>

#include "cli/exit_code.h"

namespace gtest_redis {

/// `gtest-redis replay`: has a failure again that left a folder. `service` is the command behind
/// "--", and must outlive `app`.
void AddReplay(CLI::App& app, const std::vector<std::string>& service, ExitCode& exit_code);

}  // namespace gtest_redis
