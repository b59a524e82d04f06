#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "gtest_redis/redis/reply.h"
#include "process/deadline.h"

namespace gtest_redis {

/// Sends commands, and gives their replies.
using AskRedis =
    std::function<std::vector<Reply>(const std::vector<std::vector<std::string>>& commands)>;

/// The keys of one database as an RDB file: put together from DUMP and PTTL of each key, so that it
/// can be had of any server that answers, also of one that refuses to write, and holds nothing but
/// that database. redis-server loads it as its dump.rdb, redis-check-rdb has nothing against it.
/// In front of each key stands how long its value is, as an auxiliary field, which Redis ignores.
struct DataSet {
  std::string rdb;
  std::uint64_t keys = 0;
  std::string left_out;  ///< What is not in it, and why; mostly empty.
};

/// Until it has `limit` bytes, or `deadline` passes. Keys that are changed meanwhile are as they
/// were at some moment of it. Throws Error with Redis's words when it refuses, and what `ask`
/// throws.
DataSet ReadDataSet(const AskRedis& ask, int database, std::size_t limit, const Deadline& deadline);

/// Puts the keys of such a file, `rdb`, into the database that `ask` talks to, with RESTORE; they
/// have as long to live as when they were read. Returns how many. Throws Error for a file that
/// ReadDataSet() did not make, and with Redis's words when it refuses, as one that is older than
/// the server of the file does.
std::uint64_t RestoreDataSet(const std::string& rdb, const AskRedis& ask);

}  // namespace gtest_redis
