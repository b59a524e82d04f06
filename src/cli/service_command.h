#pragma once

#include <string>
#include <vector>

namespace gtest_redis {

/// Cuts off what stands behind the first "--" of a command line: the command of a service, whose
/// words must not be taken for flags. `argc` is that of the rest afterwards.
std::vector<std::string> CutOffCommand(int& argc, char** argv);

/// The command as it is to be executed in any directory: a program that is given by its path is
/// relative to `folder`. Throws UsageError when there is no such program; one with a placeholder in
/// it is not looked for.
std::vector<std::string> FindCommand(std::vector<std::string> command, const std::string& folder);

}  // namespace gtest_redis
