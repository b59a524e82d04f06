#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "gtest_redis/gate/fault.h"

namespace gtest_redis {

/// Throws Error for a fault that says nothing, or contradicts itself.
void CheckFault(const Fault& fault);

/// What the faults in force make of one command.
struct Fate {
  Fault::Action action = Fault::Action::kPass;
  std::shared_ptr<const Fault> fault;  ///< Of the action; null for kPass.
  std::chrono::microseconds delay{0};  ///< Of its reply.
  std::int64_t strikes = 0;            ///< How many faults acted.
};

/// The faults in force at one gate, in the order of their injection. One thread at a time.
class FaultPlan {
 public:
  void Add(std::uint64_t id, const Fault& fault);
  /// Returns the fault that was removed; null when there is none of that id.
  std::shared_ptr<const Fault> Remove(std::uint64_t id);

  /// The fate of the next command of that name, in upper case. Counts it.
  Fate Decide(const std::string& name);
  /// How much later comes what answers no command.
  std::chrono::microseconds Delay();

  bool cut() const { return Has(Fault::Action::kCut); }
  bool refuses() const { return Has(Fault::Action::kRefuse); }
  /// Zero: no limit.
  std::uint64_t bytes_per_second() const;

 private:
  struct Active {
    std::uint64_t id;
    std::shared_ptr<const Fault> fault;
    std::string command;      // In upper case.
    std::uint64_t count = 0;  // Of commands of that name.
  };

  bool Has(Fault::Action action) const;
  std::chrono::microseconds DelayOf(const Fault& fault);

  std::vector<Active> active_;
  std::minstd_rand random_;
};

}  // namespace gtest_redis
