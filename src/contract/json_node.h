#pragma once

#include <cstddef>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace gtest_redis {

/// A value in a JSON text, which knows where it stands. Stays where it is: its children and members
/// point at it and at each other.
struct JsonNode {
  const JsonNode* parent = nullptr;  // Null for the whole text.
  std::string name;                  // In an object: that of the member; in an array: "0", "1".
  std::size_t name_offset = 0;       // Where the name begins; in an array, the value.
  std::size_t offset = 0;            // Where the value begins.
  nlohmann::json value;              // Of arrays and objects only the kind: it is empty.
  std::vector<std::unique_ptr<JsonNode>> children;  // In the order of the text.

  explicit JsonNode(nlohmann::json its_value) : value(std::move(its_value)) {}

  bool is_text() const { return value.is_string(); }
  /// Of a text.
  const std::string& text() const { return value.get_ref<const std::string&>(); }

  /// Adds a member, whose name is none of those that there are, or an element.
  void Add(std::unique_ptr<JsonNode> child);
  /// The member of that name; null when there is none.
  const JsonNode* Find(std::string_view member) const;
  /// "/requests/new_signal/path"; empty for the whole text.
  std::string Pointer() const;
  /// With all that is in it.
  nlohmann::json Json() const;

 private:
  std::unordered_map<std::string_view, const JsonNode*> index_;  // Of an object with many members.
};

/// "an object", "the number 3", "'text'": what is there where something else was expected.
std::string Describe(const JsonNode& node);

}  // namespace gtest_redis
