#include "report.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>

namespace alert_gateway_demo {
namespace {

const char* const kRed = "\033[31m";
const char* const kGreen = "\033[32m";

std::string Coloured(const std::string& text, const char* colour) {
  return isatty(STDOUT_FILENO) == 1 ? colour + text + "\033[0m" : text;
}

std::string Row(const std::string& state, const std::string& request, const std::string& expected,
                const std::string& got, const std::string& refused) {
  char row[128];
  std::snprintf(row, sizeof(row), "%-13s  %-14s  %8s  %3s  %s", state.c_str(), request.c_str(),
                expected.c_str(), got.c_str(), refused.c_str());
  return row;
}

}  // namespace

void PrintTable(const std::vector<Line>& lines) {
  const std::string ruler = Row(std::string(13, '-'), std::string(14, '-'), std::string(8, '-'),
                                std::string(3, '-'), std::string(30, '-'));
  std::printf("\n%s\n%s\n", Row("state", "request", "expected", "got", "redis refused").c_str(),
              ruler.c_str());
  std::string state;
  for (const Line& line : lines) {
    const bool first = line.state != state;
    state = line.state;
    const std::string row = Row(first ? state : "", line.request, std::to_string(line.expected),
                                std::to_string(line.got), line.refused);
    std::printf("%s\n", line.held ? row.c_str() : Coloured(row + "  <--", kRed).c_str());
  }
  std::printf("%s\n\n", ruler.c_str());

  const auto held = std::count_if(lines.begin(), lines.end(), [](const Line& l) { return l.held; });
  const auto all = static_cast<std::ptrdiff_t>(lines.size());
  const std::string verdict = held == all
                                  ? "all " + std::to_string(all) + " as expected"
                                  : std::to_string(all - held) + " of " + std::to_string(all) +
                                        " not as expected, see the lines marked '<--'";
  std::printf("%s\n", Coloured(verdict, held == all ? kGreen : kRed).c_str());
}

}  // namespace alert_gateway_demo
