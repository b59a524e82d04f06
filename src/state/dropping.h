#pragma once

#include "gtest_redis/state/access.h"
#include "gtest_redis/state/catalogue.h"
#include "state/values.h"

namespace gtest_redis {

/// The parameter of the states that keep new clients out, and what it says.
inline StateParameter DropParameter() {
  return {"drop", "", "yes", "whether clients that are connected are dropped: yes, no"};
}
inline Connected Dropping(const Values& values) {
  return values.YesNo("drop") ? Connected::kAreDropped : Connected::kStay;
}

}  // namespace gtest_redis
