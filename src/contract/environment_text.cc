#include "contract/environment_text.h"

#include <algorithm>
#include <cstdlib>
#include <utility>
#include <vector>

#include "contract/placeholder_text.h"
#include "contract/secrets.h"
#include "gtest_redis/redis/error.h"

namespace gtest_redis {
namespace {

void ReplaceAll(std::string& text, const std::string& from, const std::string& to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
}

}  // namespace

const std::string& EnvironmentText::Value(const std::string& name) {
  const auto found = values_.find(name);
  if (found != values_.end()) return found->second;
  const char* value = std::getenv(name.c_str());
  if (value == nullptr) {
    throw Error("the contract needs the environment variable '" + name + "' ({env:" + name +
                "}), which is not set; set it for the run");
  }
  return values_.emplace(name, value).first->second;
}

std::string EnvironmentText::Fill(const std::string& text) {
  return FillEnvironment(text, [this](const std::string& name) { return Value(name); });
}

std::vector<std::string> EnvironmentText::Values() const {
  std::vector<std::string> values;
  for (const auto& [name, value] : values_) values.push_back(value);
  return values;
}

std::string EnvironmentText::Hide(std::string text) const {
  // The longest first: one value may be a part of another.
  std::vector<std::pair<std::string, std::string>> values;
  for (const auto& [name, value] : values_) {
    if (!value.empty()) values.emplace_back(value, "{env:" + name + "}");
  }
  std::sort(values.begin(), values.end(), [](const auto& one, const auto& other) {
    return one.first.size() > other.first.size();
  });
  for (const auto& [value, placeholder] : values) ReplaceAll(text, value, placeholder);
  return WithoutSecrets(text);
}

}  // namespace gtest_redis
