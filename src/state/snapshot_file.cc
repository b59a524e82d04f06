#include "state/snapshot_file.h"

#include <unistd.h>

namespace gtest_redis {
namespace {

constexpr char kName[] = "gtest-redis.rdb";

}  // namespace

SnapshotFile::SnapshotFile(RedisServer& server)
    : server_(server), name_(server, {{"dbfilename", kName}}) {}

SnapshotFile::~SnapshotFile() {
  try {
    Leave();
  } catch (...) {
    // Best-effort: the server is gone, and its directory goes with it.
  }
}

void SnapshotFile::Leave() {
  if (!server_.directory().empty()) unlink((server_.directory() + "/" + kName).c_str());
  name_.Leave();
}

}  // namespace gtest_redis
