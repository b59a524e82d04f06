#pragma once

#include <string>
#include <vector>

#include "gtest_redis/redis/connection.h"

namespace gtest_redis {

/// A note is a script of nothing but a comment in a server's script cache: it is no key, needs no
/// memory limit's leave, survives FLUSHDB and FLUSHALL, and goes with a restart and SCRIPT FLUSH.
/// Unlike those that EVAL caches, Redis 7.4 and newer do not evict scripts that were loaded.

/// The command that leaves the note `text` (without a line's end).
std::vector<std::string> LeaveNote(const std::string& text);

/// Which of these notes a server has. Throws ServerError where it does not let one look.
std::vector<bool> FindNotes(Connection& redis, const std::vector<std::string>& texts);

}  // namespace gtest_redis
