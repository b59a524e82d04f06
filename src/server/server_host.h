#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "gtest_redis/redis/url.h"
#include "gtest_redis/server/server_error.h"
#include "gtest_redis/server/server_options.h"
#include "process/deadline.h"

namespace gtest_redis {

/// Who runs a server: what the back ends differ in. One thread at a time, unless said otherwise.
class ServerHost {
 public:
  ServerHost() = default;
  virtual ~ServerHost() = default;
  ServerHost(const ServerHost&) = delete;
  ServerHost& operator=(const ServerHost&) = delete;

  /// Told what this server cannot do for what it is, before that is thrown.
  std::function<void(const UnsupportedError&)> on_unsupported;

  virtual Backend backend() const = 0;
  /// For messages, with its article or quotes: "'/usr/bin/redis-server'", "container 'gtest-...'
  /// of image 'redis:7.4.1'", "the redis at redis://host:6379/3".
  virtual std::string Describe() const = 0;
  /// How a service reaches the server: loopback or the network, with its database. Any thread.
  virtual Url url() const = 0;
  /// How this program does, if there is a shorter way. Any thread.
  virtual Url control_url() const { return url(); }

  /// Starts the server and waits until it answers PING; also after it ended. Throws ServerError.
  virtual void Start() = 0;
  /// Has these directives beside, and above, those of the options from the next Start() on, in
  /// place of those of the call before. Throws ServerError for those that are not open to change;
  /// then nothing has changed.
  virtual void Configure(const std::map<std::string, std::string>& config);
  /// Ends it: gives it `grace` to do so by itself, then kills it.
  virtual void Stop(std::chrono::milliseconds grace) = 0;
  /// Stops it from running, so that connecting succeeds and no answer comes; returns when it holds.
  virtual void Pause() = 0;
  virtual void Resume() = 0;
  /// Has the kernel kill the server when it takes `bytes` more memory than it has now, swap
  /// included, until LiftMemoryLimit(), or its end. exit_reason() then says so.
  virtual void LimitMemory(std::uint64_t bytes);
  virtual void LiftMemoryLimit() {}
  virtual bool running() = 0;
  /// How it ended: "was killed by signal 9 (Killed)"; empty while it runs.
  virtual std::string exit_reason() = 0;
  /// Waits for its end; false when the deadline passes first.
  virtual bool WaitForExit(const Deadline& deadline) = 0;
  /// The server's process id on this machine; -1 where there is none.
  virtual int pid() = 0;
  /// The last lines of its log; any thread.
  virtual std::string Log(std::size_t bytes) const = 0;

  /// Its program or image.
  virtual std::string executable() const = 0;
  /// Its directory on this machine; empty where it has none.
  virtual std::string directory() const { return ""; }

  /// What a person should know of its start.
  virtual std::vector<std::string> notices() const { return {}; }

  /// Looks at a command before it is sent to the server; throws ServerError for one that must not
  /// be. Any thread.
  virtual void CheckCommand(const std::vector<std::string>& /*command*/) {}
  /// To be called at the begin and end of a time in which the server is used: between the two,
  /// nobody else has the whole of it.
  virtual void Use() {}
  virtual void Yield() {}
  /// Empties the database where that must not be done by just any connection; false where FLUSHDB
  /// is all there is to it.
  virtual bool Flush() { return false; }
  /// Has the whole server for itself, its configuration included, from here to the last of as many
  /// calls of ReleaseWhole(), which restores what was changed. `erases`: keys of all databases may
  /// be lost meanwhile.
  virtual void TakeWhole(bool /*erases*/) {}
  virtual void ReleaseWhole() {}
};

inline void ServerHost::Configure(const std::map<std::string, std::string>& /*config*/) {
  throw UnsupportedError("cannot restart " + Describe() +
                         " with other directives: it is run by somebody else");
}

inline void ServerHost::LimitMemory(std::uint64_t /*bytes*/) {
  throw UnsupportedError("cannot limit the memory of " + Describe());
}

}  // namespace gtest_redis
