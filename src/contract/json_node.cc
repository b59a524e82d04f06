#include "contract/json_node.h"

#include <utility>

#include "process/printable.h"

namespace gtest_redis {
namespace {

// From so many members on they are found by an index.
constexpr std::size_t kMany = 16;

// A name within a JSON pointer.
std::string Escaped(const std::string& name) {
  std::string escaped;
  for (const char c : name) {
    if (c == '~') {
      escaped += "~0";
    } else if (c == '/') {
      escaped += "~1";
    } else {
      escaped += c;
    }
  }
  return Printable(escaped, 100);
}

}  // namespace

void JsonNode::Add(std::unique_ptr<JsonNode> child) {
  children.push_back(std::move(child));
  if (!value.is_object() || children.size() < kMany) return;
  if (index_.empty()) {
    for (const auto& one : children) index_.emplace(one->name, one.get());
  } else {
    index_.emplace(children.back()->name, children.back().get());
  }
}

const JsonNode* JsonNode::Find(std::string_view member) const {
  if (!value.is_object()) return nullptr;
  if (!index_.empty()) {
    const auto found = index_.find(member);
    return found == index_.end() ? nullptr : found->second;
  }
  for (const auto& child : children) {
    if (child->name == member) return child.get();
  }
  return nullptr;
}

std::string JsonNode::Pointer() const {
  return parent == nullptr ? "" : parent->Pointer() + "/" + Escaped(name);
}

nlohmann::json JsonNode::Json() const {
  nlohmann::json whole = value;
  for (const auto& child : children) {
    if (value.is_array()) {
      whole.push_back(child->Json());
    } else {
      whole[child->name] = child->Json();
    }
  }
  return whole;
}

std::string Describe(const JsonNode& node) {
  if (node.value.is_object()) return "an object";
  if (node.value.is_array()) return "an array";
  if (node.is_text()) return "'" + Printable(node.text(), 60) + "'";
  return (node.value.is_number() ? "the number " : "") + node.value.dump();
}

}  // namespace gtest_redis
