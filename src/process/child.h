#pragma once

#include <sys/types.h>

#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "process/deadline.h"

namespace gtest_redis {

/// A program to start.
struct ChildOptions {
  /// The program (a path, or a name to be found on PATH) and its arguments.
  std::vector<std::string> arguments;
  /// Variables added to this program's environment.
  std::vector<std::pair<std::string, std::string>> environment;
  /// Where it runs; empty: where this program runs.
  std::string working_directory;
  /// The file that its output and errors are appended to.
  std::string log_file;
  /// Signals that it ignores from its start on, where it does not handle them itself: SIGXFSZ.
  std::vector<int> ignored_signals = {};
};

/// How a process ended.
struct ExitStatus {
  bool by_signal = false;
  int number = 0;  ///< The signal, or the exit status.

  /// "exited with status 1", "was killed by signal 9 (Killed)".
  std::string ToString() const;
};

/// A child process in a process group of its own. Move-only; its destructor kills and reaps the
/// group. Whatever becomes of this program, the Keeper ends the group. One thread at a time.
class Child {
 public:
  /// Throws Error when the program cannot be found or executed.
  static Child Start(const ChildOptions& options);

  Child() = default;
  ~Child();
  Child(Child&& other) noexcept;
  Child& operator=(Child&& other) noexcept;

  pid_t pid() const { return pid_; }
  /// How it ended; nothing while it runs. Does not wait.
  const std::optional<ExitStatus>& exit_status();
  bool running() { return pid_ > 0 && !exit_status(); }
  /// Waits for its end; false when the deadline passes first.
  bool WaitForExit(const Deadline& deadline);

  /// Sends a signal to the process (not to its group). Does nothing when it has ended.
  void Signal(int signal);
  /// SIGTERM to the group, up to `grace` for the process to end, then SIGKILL to the group, and up
  /// to 5 s for the kernel to end it. A grace of zero kills at once.
  void Stop(std::chrono::milliseconds grace);

 private:
  pid_t pid_ = -1;
  pid_t owner_ = -1;  // A fork of this program (a death test) must not end its parent's children.
  std::optional<ExitStatus> exit_status_;
};

/// The path of `program`: itself if it has a slash, else the first match on PATH; empty if there is
/// none.
std::string FindProgram(const std::string& program);

}  // namespace gtest_redis
