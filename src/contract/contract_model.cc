#include "contract/contract_model.h"

#include <algorithm>

#include "gtest_redis/redis/error.h"

namespace gtest_redis {
namespace {

template <typename Items>
const auto& Find(const Items& items, const std::string& what, const std::string& name) {
  const auto found =
      std::find_if(items.begin(), items.end(), [&](const auto& item) { return item.name == name; });
  if (found == items.end()) throw Error("the contract has no " + what + " '" + name + "'");
  return *found;
}

}  // namespace

const RequestModel& ContractModel::Request(const std::string& wanted) const {
  return Find(requests, "request", wanted);
}

const StateModel& ContractModel::State(const std::string& wanted) const {
  return Find(states, "state", wanted);
}

}  // namespace gtest_redis
