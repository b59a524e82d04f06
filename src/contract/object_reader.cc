#include "contract/object_reader.h"

#include <algorithm>

namespace gtest_redis {
namespace {

const JsonNodes& NoNodes() {
  static const auto* const none = new JsonNodes();
  return *none;
}

}  // namespace

ObjectReader::ObjectReader(const JsonNode& node, const std::string& what, ContractFaults& faults)
    : node_(node), faults_(faults) {
  if (!node.value.is_object()) AddExpected(node, what + ", which is an object", faults);
}

const JsonNode* ObjectReader::Find(const std::string& name) {
  names_.push_back(name);
  return node_.Find(name);
}

const JsonNode* ObjectReader::Require(const std::string& name, const std::string& wanted) {
  const JsonNode* const member = Find(name);
  if (member == nullptr && node_.value.is_object()) {
    faults_.Add(node_, "'" + name + "' is missing: " + wanted);
  }
  return member;
}

void ObjectReader::RefuseOthers() {
  if (!node_.value.is_object()) return;
  for (const auto& member : node_.children) {
    if (std::find(names_.begin(), names_.end(), member->name) != names_.end()) continue;
    faults_.AddName(*member, NoSuch("member", member->name, names_));
  }
}

const JsonNodes& MembersOf(const JsonNode& node, const std::string& what, ContractFaults& faults) {
  if (node.value.is_object()) return node.children;
  AddExpected(node, what + ", which is an object", faults);
  return NoNodes();
}

const JsonNodes& ElementsOf(const JsonNode& node, const std::string& what, ContractFaults& faults) {
  if (node.value.is_array()) return node.children;
  AddExpected(node, "an array of " + what, faults);
  return NoNodes();
}

}  // namespace gtest_redis
