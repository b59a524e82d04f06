#pragma once

#include <string>
#include <vector>

#include "gtest_redis/state/state.h"

namespace gtest_redis {

/// "misconf-rdb": the last snapshot (BGSAVE) failed, and Redis answers MISCONF to every write, and
/// to PING; reads go on. There are two ways into it, for servers of our own:
///
/// * kDisk: the snapshot cannot be written. `dir` is set to a directory in which nobody can make a
///   file, /proc; nothing of this machine's disk is touched. Redis looks for a snapshot's end `hz`
///   times a second: with its default, 10, entering takes up to 0.1 s.
/// * kFork: fork() fails, as it does where memory overcommit is disabled. It is the process that
///   may not fork: by RLIMIT_NPROC, or, for a server that runs as root, by a pids cgroup of its
///   own, which is removed afterwards. Only for processes; throws UnsupportedError where there is
///   no way to it.
///
/// Leaving makes a snapshot that succeeds, into another file, which is removed (in a container it
/// stays until that is removed), since Redis believes nothing else; "rdb_last_bgsave_status" is ok
/// then. Where the server has save points of its own, it counts what was changed from there.
///
/// Rests on writeCommandsDeniedByDiskError() in server.c: save points, the last snapshot failed,
/// and stop-writes-on-bgsave-error. Changes save, stop-writes-on-bgsave-error, dir,
/// and dbfilename.
class MisconfRdb : public State {
 public:
  enum class How { kDisk, kFork };
  explicit MisconfRdb(How how = How::kDisk) : how_(how) {}

  std::string name() const override { return "misconf-rdb"; }
  std::vector<std::string> changes() const override;

 private:
  Entered Apply(RedisServer& server) const override;

  How how_;
};

/// "misconf-aof": the append-only file cannot be written, as on a full disk, and Redis answers
/// "MISCONF Errors writing to the AOF file" to every write, and to PING; reads go on. Switches
/// appendonly on where it is off, with the files in a directory that is removed afterwards, and
/// keeps the process from writing to any file (RLIMIT_FSIZE), so that its log, too, says nothing
/// until the state is left. Only for processes of our own: others throw UnsupportedError.
///
/// Rests on flushAppendOnlyFile() in aof.c. With appendfsync always, Redis would exit instead: it
/// is set to everysec. Redis looks for the end of the file's first rewrite `hz` times a second:
/// with its default, 10, entering takes up to 0.1 s. Changes appendonly, appendfsync, and dir.
class MisconfAof : public State {
 public:
  std::string name() const override { return "misconf-aof"; }
  std::vector<std::string> changes() const override;

 private:
  Entered Apply(RedisServer& server) const override;
};

/// "loading": Redis reads its data from disk, as after a restart, and answers LOADING to everything
/// but INFO, CONFIG, SELECT, AUTH and their like; PING, too. No key is lost. Adds 3300 keys
/// ("gtest-redis:loading:...") to the server's database, and has Redis save and load all of them,
/// 10 ms for each: what is sent is answered within that time. It holds for 33 s; whoever leaves it
/// later is told. Leaving has Redis load the rest at once, and removes those keys.
///
/// For servers of our own, Redis 7.0 and newer: others throw UnsupportedError, because they answer
/// nothing while they load less than 2 MB. Rests on DEBUG RELOAD (debug.c), key-load-delay and
/// loading-process-events-interval-bytes (rdb.c). Changes dbfilename, and maxmemory, so that none
/// of the keys is evicted.
class Loading : public State {
 public:
  std::string name() const override { return "loading"; }
  std::vector<std::string> changes() const override;

 private:
  Entered Apply(RedisServer& server) const override;
};

}  // namespace gtest_redis
