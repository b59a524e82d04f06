#pragma once

#include <string>

#include "process/deadline.h"

namespace gtest_redis {

/// A turn at something that programs of this machine use one after the other: a lock on a file,
/// which the kernel gives up with the program, however that ends. Move-only by pointer; one thread
/// at a time.
class Turn {
 public:
  /// Waits for it; makes the file where there is none. Throws Error when the deadline passes,
  /// saying who has it, and when there can be no such file.
  Turn(const std::string& path, const Deadline& deadline);
  ~Turn();
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

  /// Whether whoever had it last ended without Finish().
  bool was_abandoned() const { return was_abandoned_; }
  /// To be called when everything is as it was found.
  void Finish();

 private:
  int file_ = -1;
  bool was_abandoned_ = false;
};

}  // namespace gtest_redis
