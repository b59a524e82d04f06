#pragma once

#include <sys/types.h>

#include <string>

namespace gtest_redis {

/// A small process beside this program that outlives it by a moment and cleans up after it, however
/// the program ended: by returning, by a crash, or by kill -9 from anywhere.
///
/// The program and its keeper hold the two ends of a socket. Every child announces itself to the
/// keeper before it executes anything; when the program's end is gone (no process holds a copy of
/// it), the keeper kills the process groups it knows, removes the program's directory, and ends.
/// Parent-death signals would not do: they fire when the thread ends that started the child.
///
/// There is one for a program, started on first use. Any thread.
class Keeper {
 public:
  static Keeper& Get();

  /// This program's private directory (mode 0700), removed at its end.
  const std::string& directory() const { return directory_; }

  /// To be called in a new child between fork and exec: from here on the keeper kills its process
  /// group. Closes this child's copy of the socket, so that the keeper need not wait for its exec
  /// to see the program's end. Async-signal-safe; false when the keeper is gone.
  bool Watch(pid_t group) const;
  /// To be called before the group's leader is reaped, while its number cannot mean another
  /// process.
  void Forget(pid_t group) const;

 private:
  Keeper();

  int socket_ = -1;
  std::string directory_;
};

}  // namespace gtest_redis
