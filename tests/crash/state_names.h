#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "gtest_redis/state/catalogue.h"

namespace gtest_redis {

/// Of the states that one of these needs suffices for.
inline std::vector<std::string> StatesThatNeedAtMost(StateNeed most) {
  std::vector<std::string> names;
  for (const StateEntry& entry : StateCatalogue()) {
    if (entry.need <= most) names.push_back(entry.name);
  }
  return names;
}

/// "oom-killed" as GoogleTest wants it: "oom_killed".
inline std::string TestName(const testing::TestParamInfo<std::string>& state) {
  std::string name = state.param;
  for (char& c : name) c = c == '-' ? '_' : c;
  return name;
}

}  // namespace gtest_redis
