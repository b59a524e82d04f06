#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "process/scratch_directory.h"

namespace gtest_redis {

/// A running crash_victim, in a process group and a TMPDIR of its own.
class Victim {
 public:
  /// `end` is what crash_victim takes as its argument.
  explicit Victim(const std::string& end = "forever");
  ~Victim();
  Victim(const Victim&) = delete;
  Victim& operator=(const Victim&) = delete;

  pid_t pid() const { return pid_; }
  /// Waits for its first line; false when it ended before.
  bool AwaitWork() const;
  /// Its first line, once it has written it; what it wrote, when it ended before.
  std::string FirstLine() const;
  /// Waits for its end, and returns the status as waitpid() gives it.
  int AwaitEnd();

  /// What is left of it: its processes, and files. Empty when it left nothing.
  std::vector<std::string> Remains() const;
  /// Sends a signal to every process of it, as the end of a CI job does.
  void SignalAll(int signal) const;
  /// As `pkill -9 -f crash_victim` would do, were it the only one that runs.
  void KillByCommandLine() const;

 private:
  /// Zero when it ended, or wrote nothing for too long.
  char ReadByte() const;
  /// Itself and all that descends from it, known by its TMPDIR.
  std::vector<pid_t> Processes() const;

  ScratchDirectory tmpdir_;
  pid_t pid_ = -1;
  int output_ = -1;
};

}  // namespace gtest_redis
