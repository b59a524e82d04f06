#pragma once

#include <string>
#include <vector>

#include "process/child.h"
#include "process/scratch_directory.h"

namespace gtest_redis {

/// A `gtest-redis replay` where nothing is as it was: no environment but PATH, another directory.
class ElsewhereRun {
 public:
  /// `variables` are as in {"NAME=value"}; `directory` is where it runs.
  explicit ElsewhereRun(const std::vector<std::string>& arguments,
                        const std::vector<std::string>& variables = {},
                        const std::string& directory = "/");

  /// What it has written so far, to both streams.
  std::string Output() const { return scratch_.Read("output"); }
  /// Waits for a text in it; false when it ended before.
  bool Await(const std::string& text);
  /// Waits for its end, and returns its exit status; -1 when a signal ended it, or nothing did.
  int Exit();
  /// The same, after Ctrl-C.
  int End();

 private:
  const ScratchDirectory scratch_;
  Child child_;
};

}  // namespace gtest_redis
