#pragma once

#include <stdexcept>

namespace gtest_redis {

/// What the command's exit status says.
enum class ExitCode : int {
  kHeld = 0,
  kDidNotHold = 1,
  kUsage = 2,  ///< Or an invalid file.
  kNoRedis = 3,
};

/// Of a run that a signal ended, as of a program that a signal ended: 130 for SIGINT.
constexpr ExitCode InterruptedBy(int signal) { return static_cast<ExitCode>(128 + signal); }

/// The command was given what it cannot use; what() goes to the user.
class UsageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace gtest_redis
