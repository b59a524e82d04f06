#include "contract/field_readers.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstdlib>
#include <string_view>
#include <utility>

namespace gtest_redis {
namespace {

using std::chrono::milliseconds;

constexpr double kMostHours = 24.0 * 366;
constexpr double kMostBytes = 1024.0 * 1024 * 1024 * 1024;

bool IsDigit(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }

// The number that begins `text`, times what the unit after it stands for; nothing when it has none
// of these units, or comes to no whole number from 0 to `most`.
std::optional<double> Parse(const std::string& text, double most,
                            const std::vector<std::pair<std::string, double>>& units) {
  std::size_t end = 0;
  while (end < text.size() && (IsDigit(text[end]) || text[end] == '.')) ++end;
  std::string rest = text.substr(end);
  for (char& c : rest) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  const auto points =
      std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(end), '.');
  if (end == 0 || points > 1 || !IsDigit(text[0]) || !IsDigit(text[end - 1])) return {};
  for (const auto& [unit, factor] : units) {
    if (rest != unit) continue;
    const double value = std::strtod(text.substr(0, end).c_str(), nullptr) * factor;
    if (value <= most && value == std::floor(value)) return value;
  }
  return {};
}

std::optional<milliseconds> ParseDuration(const JsonNode& node) {
  if (!node.is_text()) return {};
  const auto parsed =
      Parse(node.text(), kMostHours * 3600e3, {{"ms", 1}, {"s", 1e3}, {"m", 60e3}, {"h", 3600e3}});
  if (!parsed) return {};
  return milliseconds(std::llround(*parsed));
}

// "5xx", "503" or "500-504" as the first and the last status.
std::optional<std::pair<int, int>> ParseRange(const std::string& text) {
  const auto number = [](const std::string& digits) {
    return digits.size() == 3 && std::all_of(digits.begin(), digits.end(), IsDigit)
               ? std::stoi(digits)
               : 0;
  };
  std::pair<int, int> range{number(text), number(text)};
  if (text.size() == 3 && text.substr(1) == "xx" && IsDigit(text[0])) {
    range = {(text[0] - '0') * 100, (text[0] - '0') * 100 + 99};
  } else if (text.size() == 7 && text[3] == '-') {
    range = {number(text.substr(0, 3)), number(text.substr(4))};
  }
  if (range.first < 100 || range.second > 599 || range.first > range.second) return {};
  return range;
}

}  // namespace

void AddExpected(const JsonNode& node, const std::string& wanted, ContractFaults& faults) {
  faults.Add(node, "expected " + wanted + ", found " + Describe(node));
}

bool IsName(const std::string& text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-';
  });
}

bool IsJsonPointer(const std::string& text) {
  try {
    static_cast<void>(nlohmann::json::json_pointer(text));
    return true;
  } catch (const nlohmann::json::exception&) {
    return false;
  }
}

bool IsHeaderName(const std::string& text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
           std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
  });
}

std::optional<std::string> ReadText(const JsonNode& node, ContractFaults& faults) {
  if (node.is_text()) return node.text();
  AddExpected(node, "a text", faults);
  return {};
}

std::optional<std::string> ReadFullText(const JsonNode& node, ContractFaults& faults) {
  if (node.is_text() && !node.text().empty()) return node.text();
  AddExpected(node, "a text that is not empty", faults);
  return {};
}

std::optional<std::string> ReadName(const JsonNode& node, ContractFaults& faults) {
  if (node.is_text() && IsName(node.text())) return node.text();
  AddExpected(node, "a name of letters, digits, '_' and '-'", faults);
  return {};
}

std::optional<std::string> ReadTextOrNumber(const JsonNode& node, ContractFaults& faults) {
  if (node.is_text()) return node.text();
  if (node.value.is_number()) return node.value.dump();
  AddExpected(node, "a text or a number", faults);
  return {};
}

std::optional<bool> ReadYesNo(const JsonNode& node, ContractFaults& faults) {
  if (node.value.is_boolean()) return node.value.get<bool>();
  AddExpected(node, "true or false", faults);
  return {};
}

std::optional<std::vector<std::string>> ReadTexts(const JsonNode& node, ContractFaults& faults) {
  if (!node.value.is_array()) {
    AddExpected(node, "an array of texts", faults);
    return {};
  }
  std::vector<std::string> texts;
  for (const auto& child : node.children) {
    if (const auto text = ReadText(*child, faults)) texts.push_back(*text);
  }
  return texts;
}

std::optional<milliseconds> ReadDuration(const JsonNode& node, ContractFaults& faults) {
  const auto duration = ParseDuration(node);
  if (duration && duration->count() > 0) return duration;
  AddExpected(node, "a duration such as '500ms', '2s', '1m' or '1h'", faults);
  return {};
}

std::optional<milliseconds> ReadDurationOrZero(const JsonNode& node, ContractFaults& faults) {
  const auto duration = ParseDuration(node);
  if (!duration) AddExpected(node, "a duration such as '0s', '500ms', '2s' or '1m'", faults);
  return duration;
}

std::optional<std::uint64_t> ReadSize(const JsonNode& node, ContractFaults& faults) {
  std::optional<double> size;
  if (node.is_text()) {
    size = Parse(node.text(), kMostBytes,
                 {{"", 1},
                  {"b", 1},
                  {"k", 1e3},
                  {"kb", 1024},
                  {"m", 1e6},
                  {"mb", 1024.0 * 1024},
                  {"g", 1e9},
                  {"gb", 1024.0 * 1024 * 1024}});
  } else if (node.value.is_number_unsigned()) {
    size = node.value.get<double>();
  }
  if (size && *size <= kMostBytes) return static_cast<std::uint64_t>(*size);
  AddExpected(node, "a size such as '1kb' or '64mb', or a number of bytes", faults);
  return {};
}

std::optional<std::set<int>> ParseStatuses(const std::string& text) {
  const auto range = ParseRange(text);
  if (!range) return {};
  std::set<int> statuses;
  for (int status = range->first; status <= range->second; ++status) {
    statuses.insert(statuses.end(), status);
  }
  return statuses;
}

std::optional<std::set<int>> ReadStatuses(const JsonNode& node, ContractFaults& faults) {
  std::optional<std::set<int>> statuses;
  if (node.is_text()) {
    statuses = ParseStatuses(node.text());
  } else if (node.value.is_number_unsigned()) {
    statuses = ParseStatuses(node.value.dump());
  } else if (node.value.is_array() && !node.children.empty()) {
    statuses.emplace();
    for (const auto& child : node.children) {
      if (child->value.is_array()) {
        AddExpected(*child, "a status such as 503, '5xx' or '200-204'", faults);
      } else if (auto more = ReadStatuses(*child, faults)) {
        statuses->merge(*more);
      }
    }
    return statuses;
  }
  if (!statuses) {
    AddExpected(node,
                "a status from 100 to 599 such as 503, '5xx', '200-204', or an array of these",
                faults);
  }
  return statuses;
}

std::function<std::optional<int>(const JsonNode&, ContractFaults&)> WholeNumber(int least,
                                                                                int most) {
  return [least, most](const JsonNode& node, ContractFaults& faults) -> std::optional<int> {
    if (node.value.is_number_integer()) {
      // As a double, because it may be larger than any whole number here.
      const auto number = node.value.get<double>();
      if (number >= least && number <= most) return static_cast<int>(number);
    }
    AddExpected(node,
                "a whole number from " + std::to_string(least) + " to " + std::to_string(most),
                faults);
    return {};
  };
}

std::function<std::optional<std::string>(const JsonNode&, ContractFaults&)> OneOf(
    std::string what, std::vector<std::string> words) {
  return [what = std::move(what), words = std::move(words)](
             const JsonNode& node, ContractFaults& faults) -> std::optional<std::string> {
    auto text = ReadText(node, faults);
    if (!text) return {};
    if (std::find(words.begin(), words.end(), *text) != words.end()) return text;
    faults.Add(node, NoSuch(what, *text, words));
    return {};
  };
}

}  // namespace gtest_redis
