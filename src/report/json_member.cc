#include "report/json_member.h"

#include <cmath>

#include "gtest_redis/redis/error.h"
#include "process/printable.h"

namespace gtest_redis {
namespace {

using nlohmann::ordered_json;

constexpr std::size_t kShown = 60;

}  // namespace

JsonMember JsonMember::operator[](const std::string& name) const {
  if (!value_->is_object()) Reject("an object");
  const auto member = value_->find(name);
  if (member == value_->end()) Reject("a member '" + name + "' in it");
  return {*member, pointer_ + "/" + name};
}

bool JsonMember::Has(const std::string& name) const {
  return value_->is_object() && value_->contains(name);
}

std::vector<std::pair<std::string, JsonMember>> JsonMember::Members() const {
  if (!value_->is_object()) Reject("an object");
  std::vector<std::pair<std::string, JsonMember>> members;
  for (const auto& [name, value] : value_->items()) {
    members.emplace_back(name, JsonMember(value, pointer_ + "/" + name));
  }
  return members;
}

std::vector<JsonMember> JsonMember::Items() const {
  if (!value_->is_array()) Reject("a list");
  std::vector<JsonMember> items;
  for (const ordered_json& item : *value_) {
    items.emplace_back(item, pointer_ + "/" + std::to_string(items.size()));
  }
  return items;
}

std::string JsonMember::Text() const {
  if (!value_->is_string()) Reject("a text");
  return value_->get<std::string>();
}

bool JsonMember::Flag() const {
  if (!value_->is_boolean()) Reject("true or false");
  return value_->get<bool>();
}

std::int64_t JsonMember::Integer(std::int64_t least, std::int64_t most) const {
  const bool too_great = value_->is_number_unsigned() &&
                         value_->get<std::uint64_t>() > static_cast<std::uint64_t>(most);
  const bool fits = value_->is_number_integer() && !too_great &&
                    value_->get<std::int64_t>() >= least && value_->get<std::int64_t>() <= most;
  if (!fits) {
    Reject("a whole number from " + std::to_string(least) + " to " + std::to_string(most));
  }
  return value_->get<std::int64_t>();
}

std::chrono::microseconds JsonMember::Time() const {
  static constexpr double kMostMilliseconds = 1e12;
  if (!value_->is_number() || std::abs(value_->get<double>()) > kMostMilliseconds) {
    Reject("a number of milliseconds");
  }
  return std::chrono::microseconds(std::llround(value_->get<double>() * 1000));
}

void JsonMember::Reject(const std::string& expected) const {
  const std::string found = value_->dump(-1, ' ', false, ordered_json::error_handler_t::replace);
  throw Error("the report cannot be read: " + (pointer_.empty() ? "it" : pointer_) + " is '" +
              Printable(found, kShown) + "', expected " + expected);
}

}  // namespace gtest_redis
