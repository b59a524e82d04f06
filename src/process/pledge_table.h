#pragma once

#include <sys/types.h>

#include <array>

#include "process/pledge.h"

namespace gtest_redis {

/// What the keeper has been pledged to do. Allocates nothing; made of zeros.
class PledgeTable {
 public:
  static constexpr std::size_t kSize = 64;

  /// Takes the descriptor of the pledge's connection. Does nothing when the table is full: the
  /// program counts.
  void Add(pid_t owner, int id, const PledgeRecord& pledge);
  /// Closes the pledge's connection; does nothing where there is no such pledge.
  void Remove(pid_t owner, int id);
  /// Keeps those that are to be first, and then the others, each time all of them at once, each in
  /// a process of its own, and waits until each is kept or its time is up.
  void KeepAll();

 private:
  void Keep(bool first);

  struct Slot {
    pid_t owner;  // A fork of the program numbers its pledges for itself. 0: the slot is free.
    int id;
    PledgeRecord pledge;
  };
  std::array<Slot, kSize> slots_{};
};

}  // namespace gtest_redis
