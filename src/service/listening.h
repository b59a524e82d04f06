#pragma once

#include <sys/types.h>

#include <set>
#include <string>

namespace gtest_redis {

/// The TCP addresses ("0.0.0.0:8080", "[::1]:80") that the processes of a process group listen on,
/// as the kernel tells. For messages: empty where /proc cannot be read.
std::set<std::string> ListeningAddresses(pid_t group);

}  // namespace gtest_redis
