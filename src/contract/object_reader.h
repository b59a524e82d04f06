#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "contract/contract_faults.h"
#include "contract/field_readers.h"
#include "contract/json_node.h"

namespace gtest_redis {

/// Reads the members of an object that have fixed names. The names that it is asked for are those
/// that there may be: RefuseOthers() complains of all else.
class ObjectReader {
 public:
  /// Adds a fault when the node is no object, and is then as if it had no members. `what` it is:
  /// "a request".
  ObjectReader(const JsonNode& node, const std::string& what, ContractFaults& faults);

  /// Null when it is not there.
  const JsonNode* Find(const std::string& name);
  /// The same, but that it is not there is a fault; `wanted` says what should be.
  const JsonNode* Require(const std::string& name, const std::string& wanted);

  /// Sets `value` to what `read` makes of a member; leaves it when the member is not there, or is
  /// wrong. Returns whether it is there.
  template <typename Value, typename Read>
  bool Take(const std::string& name, Value* value, const Read& read) {
    const JsonNode* const member = Find(name);
    if (member == nullptr) return false;
    if (auto got = read(*member, faults_)) *value = std::move(*got);
    return true;
  }

  void RefuseOthers();

 private:
  const JsonNode& node_;
  ContractFaults& faults_;
  std::vector<std::string> names_;
};

using JsonNodes = std::vector<std::unique_ptr<JsonNode>>;

/// The members of an object whose names are the contract's own, "requests by name". When the node
/// is no object: a fault, and none.
const JsonNodes& MembersOf(const JsonNode& node, const std::string& what, ContractFaults& faults);
/// The same of an array of `what`.
const JsonNodes& ElementsOf(const JsonNode& node, const std::string& what, ContractFaults& faults);

}  // namespace gtest_redis
