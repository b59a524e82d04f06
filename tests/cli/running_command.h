#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "command.h"
#include "process/child.h"
#include "process/scratch_directory.h"

namespace gtest_redis {

/// A `gtest-redis` that runs, with the process back end and a TMPDIR of its own.
class RunningCommand {
 public:
  explicit RunningCommand(const std::vector<std::string>& arguments,
                          const Variables& environment = {});

  /// What it has written so far: on standard output,
  std::string Output() const { return files_.Read("output"); }
  /// and on standard error.
  std::string Errors() const { return files_.Read("errors"); }
  /// Waits for a text on standard error; false when it ended before.
  bool AwaitError(const std::string& text);

  void Signal(int signal) { child_.Signal(signal); }
  /// Waits for its end, and returns its exit status; of one that a signal ended, minus the signal.
  int AwaitEnd();

  /// The same, of one that ends within `time`; else zero.
  int EndedWithin(std::chrono::milliseconds time);

  /// What is left of it: its processes, and files. Empty when it left nothing.
  std::vector<std::string> Remains() const;
  /// The same, when what cleans up after a program that was killed has had its time.
  std::vector<std::string> RemainsAfterCleanup() const;

 private:
  ScratchDirectory files_;
  ScratchDirectory tmpdir_;
  Child child_;
};

/// What a run of the command gave, with the streams apart.
struct FinishedCommand {
  int exit_code = -1;
  std::string output;
  std::string errors;
  std::vector<std::string> remains;
};

/// Runs it to its end.
FinishedCommand Finish(const std::vector<std::string>& arguments,
                       const Variables& environment = {});

}  // namespace gtest_redis
