#pragma once

#include <sys/types.h>

#include <mutex>
#include <set>
#include <string>

#include "process/pledge.h"

namespace gtest_redis {

/// A small process beside this program that outlives it by a moment and cleans up after it, however
/// the program ended: by returning, by a crash, or by kill -9 from anywhere.
///
/// The program and its keeper hold the two ends of a socket. Every child announces itself to the
/// keeper before it executes anything; when the program's end is gone (no process holds a copy of
/// it), the keeper kills the process groups it knows, keeps the pledges it was given, removes the
/// program's directory, and ends.
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

  /// Has the keeper do this when the program has ended, after killing the process groups, at the
  /// same time as its other pledges, within 5 s. When this returns, the keeper does it whatever
  /// becomes of the program: it reads all that it was sent before it sees the program's end. Throws
  /// Error when the pledge is too long, when there are kMaxPledges of them, and when the keeper is
  /// gone.
  int Promise(const Pledge& pledge);
  /// Takes back what Promise() returned. The keeper's duplicate of the connection is closed a
  /// moment later: shutdown() the connection where the other side shall see its end at once. Does
  /// nothing in a fork of the program that promised it. Throws nothing.
  void Withdraw(int id);

  static constexpr std::size_t kMaxPledges = 64;

  /// For tests of it: a second one. Everybody else has Get().
  Keeper();

 private:
  int socket_ = -1;
  std::string directory_;
  std::mutex mutex_;  // Of what follows, and of the order of messages about pledges.
  std::set<int> pledges_;
  int last_pledge_ = 0;
};

}  // namespace gtest_redis
