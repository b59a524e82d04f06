#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "gtest_redis/state/catalogue.h"

namespace gtest_redis {

/// The values given for the parameters of a state, as what they are. Each throws StateError, naming
/// parameter and value, for one that is malformed or out of range.
class Values {
 public:
  Values(const StateEntry& entry, const StateValues& values) : entry_(entry), values_(values) {}

  std::string Text(const std::string& name) const;
  /// One of the words of "a|b|c".
  std::string OneOf(const std::string& name, const std::string& words) const;
  bool YesNo(const std::string& name) const;
  std::uint64_t Number(const std::string& name, std::uint64_t least, std::uint64_t most) const;
  double Ratio(const std::string& name) const;
  /// "64mb", where mb is 2^20, or a number; up to 1gb.
  std::uint64_t Bytes(const std::string& name) const;
  /// "50", in the parameter's unit, "50ms", "1s", "200us".
  std::chrono::microseconds Duration(const std::string& name, std::chrono::microseconds least,
                                     std::chrono::microseconds most) const;

 private:
  const StateEntry& entry_;
  const StateValues& values_;
};

}  // namespace gtest_redis
