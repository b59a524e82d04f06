#include "cli/table.h"

#include <sys/ioctl.h>

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

// Breaks `line` at spaces; what does not fit stands below, from `indent` on.
std::string Wrapped(std::string line, std::size_t indent, std::size_t width) {
  std::string wrapped;
  while (line.size() > width) {
    const auto space = line.rfind(' ', width);
    if (space == std::string::npos || space <= indent) break;
    if (line.find_first_not_of(' ') > space) break;  // Its first word does not fit.
    wrapped += line.substr(0, space) + "\n";
    line = std::string(indent, ' ') + line.substr(space + 1);
  }
  return wrapped + line;
}

}  // namespace

std::size_t ReportWidth() {
  constexpr std::size_t kWithoutTerminal = 80;
  const std::size_t width = TerminalWidth();
  return width == 0 ? kWithoutTerminal : width;
}

void PrintTable(std::ostream& out, const ordered_json& rows, std::size_t width) {
  std::map<std::string, std::size_t> widths;
  for (const auto& row : rows) {
    for (const auto& [name, value] : row.items()) {
      widths[name] = std::max(widths[name], Text(value).size());
    }
  }
  for (const auto& row : rows) {
    std::string line;
    std::size_t last_column = 0;
    for (const auto& [name, value] : row.items()) {
      const std::string text = Text(value);
      const std::size_t column = widths[name] > kWidest ? text.size() : widths[name];
      last_column = line.size();
      line += text + std::string(column - text.size() + 2, ' ');
    }
    line.erase(line.find_last_not_of(' ') + 1);
    // The text may be indented itself.
    const std::size_t indent = std::min(line.find_first_not_of(' ', last_column), width / 2);
    out << (width == 0 ? line : Wrapped(line, indent, width)) << "\n";
  }
}

std::size_t TerminalWidth(int file) {
  winsize size{};
  return ioctl(file, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

void PrintJson(std::ostream& out, const ordered_json& rows) {
  // What others say, and is quoted here, need not be UTF-8.
  out << rows.dump(2, ' ', false, ordered_json::error_handler_t::replace) << "\n";
}

}  // namespace gtest_redis
