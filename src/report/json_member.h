#pragma once

#include <chrono>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace gtest_redis {

/// A value in a JSON text, and where it stands in it. What is read of it must be there, and of the
/// right type: throws Error that names it otherwise. Valid while the text's value is.
class JsonMember {
 public:
  JsonMember(const nlohmann::ordered_json& value, std::string pointer)
      : value_(&value), pointer_(std::move(pointer)) {}

  /// A member of an object.
  JsonMember operator[](const std::string& name) const;
  bool Has(const std::string& name) const;
  /// The members of an object, or what is in a list.
  std::vector<std::pair<std::string, JsonMember>> Members() const;
  std::vector<JsonMember> Items() const;

  std::string Text() const;
  bool Flag() const;
  /// A whole number, within what others can read exactly, too.
  std::int64_t Integer(std::int64_t least = 0, std::int64_t most = kMost) const;
  /// Of milliseconds.
  std::chrono::microseconds Time() const;

  /// Throws Error: "/states/0/round is 'x', expected a whole number".
  [[noreturn]] void Reject(const std::string& expected) const;

 private:
  static constexpr std::int64_t kMost = 1'000'000'000'000'000;

  const nlohmann::ordered_json* value_;
  std::string pointer_;
};

}  // namespace gtest_redis
