#pragma once

#include <string>
#include <vector>

#include "gtest_redis/state/state.h"

namespace gtest_redis {

/// "refused": connecting is refused (ECONNREFUSED), and connections that were there have ended.
///
/// As it stands, the data are kept. A server process of our own, from 6.2 on, closes its port
/// (CONFIG SET port 0) and ends all connections but the library's own, which goes over the unix
/// socket; a Gate refuses by itself, at once. Another server (a container, somebody else's, an
/// older one) keeps its port, since nothing could be said to it any more: there, only what goes
/// through a Gate is refused, as all is that a Service is given as {redis}. ByKilling() ends the
/// server in any case.
///
/// Rests on changeListeningPort() in config.c, which closes the listening socket. Changes port.
class Refused : public State {
 public:
  Refused() = default;

  /// SIGKILL; leaving starts the server again, without its data unless it has them on disk. For a
  /// process or a container of our own.
  static Refused ByKilling();

  std::string name() const override { return "refused"; }
  std::vector<std::string> changes() const override;

 private:
  Entered Apply(RedisServer& server) const override;

  bool kills_ = false;
};

/// "oom-killed": the kernel has killed Redis, because it took more memory than its cgroup may
/// (signal 9; of a container, exit status 137 and "OOMKilled"). Limits the memory of the running
/// server to a little more than it uses, and writes a string of 256 MB, which needs more. Leaving
/// starts it again, without the limit, and without its data unless it has them on disk.
///
/// For a process this takes a cgroup of our own, version 1 or 2, and so root or a delegated cgroup;
/// it is removed as soon as the server has ended.
class OomKilled : public State {
 public:
  std::string name() const override { return "oom-killed"; }
  std::vector<std::string> changes() const override { return {kWholeServer}; }

 private:
  Entered Apply(RedisServer& server) const override;
};

/// "allocator-abort": the allocator had no more memory to give, and Redis has aborted (signal 6,
/// before 6.2 signal 11; its log says "Out Of Memory allocating N bytes!"), as where the address
/// space is limited or memory is not overcommitted. Limits the address space of the running process
/// to a little more than it has (RLIMIT_AS), and writes a string of 256 MB. Leaving starts it
/// again, without its data unless it has them on disk. For a process of our own.
///
/// Rests on redisOutOfMemoryHandler() in server.c.
class AllocatorAbort : public State {
 public:
  std::string name() const override { return "allocator-abort"; }
  std::vector<std::string> changes() const override { return {kWholeServer}; }

 private:
  Entered Apply(RedisServer& server) const override;
};

}  // namespace gtest_redis
