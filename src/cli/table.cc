#include "cli/table.h"

#include <algorithm>
#include <map>
#include <string>

namespace gtest_redis {
namespace {

using nlohmann::ordered_json;

constexpr std::size_t kWidest = 60;

std::string Text(const ordered_json& value) {
  if (value.is_boolean()) return value.get<bool>() ? "yes" : "no";
  std::string text = value.get<std::string>();
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text;
}

}  // namespace

void PrintTable(std::ostream& out, const ordered_json& rows) {
  std::map<std::string, std::size_t> widths;
  for (const auto& row : rows) {
    for (const auto& [name, value] : row.items()) {
      widths[name] = std::max(widths[name], Text(value).size());
    }
  }
  for (const auto& row : rows) {
    std::string line;
    for (const auto& [name, value] : row.items()) {
      const std::string text = Text(value);
      const std::size_t width = widths[name] > kWidest ? text.size() : widths[name];
      line += text + std::string(width - text.size() + 2, ' ');
    }
    line.erase(line.find_last_not_of(' ') + 1);
    out << line << "\n";
  }
}

void PrintJson(std::ostream& out, const ordered_json& rows) {
  // What others say, and is quoted here, need not be UTF-8.
  out << rows.dump(2, ' ', false, ordered_json::error_handler_t::replace) << "\n";
}

}  // namespace gtest_redis
