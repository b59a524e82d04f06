#include "state/values.h"

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <cmath>
#include <cstdlib>
#include <sstream>

namespace gtest_redis {
namespace {

const StateParameter& ParameterOf(const StateEntry& entry, const std::string& name) {
  return *std::find_if(entry.parameters.begin(), entry.parameters.end(),
                       [&](const StateParameter& parameter) { return parameter.name == name; });
}

[[noreturn]] void Refuse(const StateEntry& entry, const std::string& name, const std::string& value,
                         const std::string& wanted) {
  throw StateError("'" + entry.name + "' cannot have '" + name + "' of '" + value + "': " + wanted);
}

// A number that begins `text`, and the rest of it in lower case: "50ms". Below zero: there is none.
std::pair<double, std::string> Split(const std::string& text) {
  char* end = nullptr;
  const double number = std::strtod(text.c_str(), &end);
  if (end == text.c_str() || !std::isfinite(number) ||
      std::isdigit(static_cast<unsigned char>(text[0])) == 0) {
    return {-1, ""};
  }
  std::string rest = end;
  for (char& c : rest) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return {number, rest};
}

std::string ToString(std::chrono::microseconds duration) {
  if (duration.count() % 1000 != 0) return std::to_string(duration.count()) + "us";
  return std::to_string(duration.count() / 1000) + "ms";
}

}  // namespace

std::string Values::Text(const std::string& name) const {
  const auto given = values_.find(name);
  if (given != values_.end()) return given->second;
  return ParameterOf(entry_, name).default_value;
}

std::string Values::OneOf(const std::string& name, const std::string& words) const {
  std::string value = Text(name);
  std::istringstream list(words);
  for (std::string word; std::getline(list, word, '|');) {
    if (word == value) return value;
  }
  Refuse(entry_, name, value, "it is one of " + words);
}

bool Values::YesNo(const std::string& name) const { return OneOf(name, "yes|no") == "yes"; }

std::uint64_t Values::Number(const std::string& name, std::uint64_t least,
                             std::uint64_t most) const {
  const std::string text = Text(name);
  const auto [number, rest] = Split(text);
  if (number < static_cast<double>(least) || number > static_cast<double>(most) || !rest.empty() ||
      number != std::floor(number)) {
    Refuse(entry_, name, text,
           "a whole number from " + std::to_string(least) + " to " + std::to_string(most) +
               " is asked for");
  }
  return static_cast<std::uint64_t>(number);
}

double Values::Ratio(const std::string& name) const {
  const std::string text = Text(name);
  auto [number, rest] = Split(text);
  if (rest == "%") {
    number /= 100;
    rest.clear();
  }
  if (!rest.empty() || number <= 0 || number > 1) {
    Refuse(entry_, name, text, "a ratio above 0 and up to 1, or a percentage, is asked for");
  }
  return number;
}

std::uint64_t Values::Bytes(const std::string& name) const {
  // Redis is filled with as much: a slip of the pen would fill the machine.
  constexpr double kMost = 1024.0 * 1024 * 1024;
  const std::string text = Text(name);
  const auto [number, rest] = Split(text);
  double bytes = -1;
  for (const auto& [unit, factor] :
       {std::pair("", 1.0), std::pair("b", 1.0), std::pair("k", 1e3), std::pair("kb", 1024.0),
        std::pair("m", 1e6), std::pair("mb", 1024.0 * 1024), std::pair("g", 1e9),
        std::pair("gb", 1024.0 * 1024 * 1024)}) {
    if (rest == unit) bytes = number * factor;
  }
  if (bytes < 0 || bytes > kMost || bytes != std::floor(bytes)) {
    Refuse(entry_, name, text, "a number of bytes up to 1gb is asked for, as '16777216' or '16mb'");
  }
  return static_cast<std::uint64_t>(bytes);
}

std::chrono::microseconds Values::Duration(const std::string& name, std::chrono::microseconds least,
                                           std::chrono::microseconds most) const {
  const std::string text = Text(name);
  auto [number, unit] = Split(text);
  if (unit.empty()) unit = ParameterOf(entry_, name).unit;
  double microseconds = -1;
  for (const auto& [known, factor] :
       {std::pair("us", 1.0), std::pair("ms", 1e3), std::pair("s", 1e6)}) {
    if (unit == known) microseconds = number * factor;
  }
  if (microseconds < static_cast<double>(least.count()) ||
      microseconds > static_cast<double>(most.count())) {
    Refuse(entry_, name, text,
           "a duration from " + ToString(least) + " to " + ToString(most) +
               " is asked for, as '50ms' or '1s'");
  }
  return std::chrono::microseconds(std::llround(microseconds));
}

}  // namespace gtest_redis
