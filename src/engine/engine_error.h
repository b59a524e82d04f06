#pragma once

#include <string>

#include "gtest_redis/redis/error.h"

namespace gtest_redis {

/// A container engine could not be reached, broke the connection, did not answer within a deadline,
/// or refused what it was asked.
class EngineError : public Error {
 public:
  explicit EngineError(const std::string& what, int status = 0, int system_error = 0)
      : Error(what), status_(status), system_error_(system_error) {}

  /// The HTTP status of its answer; 0 when none came.
  int status() const { return status_; }
  /// Why there was no connection, or no answer: ENOENT, EACCES, ECONNREFUSED, ETIMEDOUT, ...; 0
  /// when that is not what happened.
  int system_error() const { return system_error_; }

 private:
  int status_;
  int system_error_;
};

}  // namespace gtest_redis
