#pragma once

#include <string>

#include "process/process_identity.h"

namespace gtest_redis {

/// Starts the one container of a whole `ctest` in a process of its own in the background, which
/// removes it when `owner` ends, however that ends, or when it gets SIGTERM itself. Returns when
/// `file` says where the container is. To be called while this program has one thread. Throws
/// UnavailableError where containers cannot be had, ServerError when this one did not start, with
/// what the background process had to say.
void StartHolder(const std::string& file, const ProcessIdentity& owner);

/// Where the background process writes what it has to say, beside `file`.
std::string HolderLog(const std::string& file);

}  // namespace gtest_redis
