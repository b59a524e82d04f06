#include "process/log_file.h"

#include <fstream>
#include <sstream>

namespace gtest_redis {

std::string ReadTail(const std::string& path, std::size_t bytes) {
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  if (!file) return "";
  const auto size = static_cast<std::size_t>(file.tellg());
  // One byte more, to see whether the tail starts at a line by chance.
  const std::size_t start = size > bytes ? size - bytes - 1 : 0;
  file.seekg(static_cast<std::streamoff>(start));
  std::string tail(size - start, '\0');
  file.read(tail.data(), static_cast<std::streamsize>(tail.size()));
  tail.resize(static_cast<std::size_t>(file.gcount()));
  if (size > bytes) {
    const auto line = tail.find('\n');
    tail.erase(0, line == std::string::npos ? 1 : line + 1);
  }
  return tail;
}

std::string QuoteTail(const std::string& path) { return QuoteLog(ReadTail(path, 2000)); }

std::string QuoteLog(const std::string& tail) {
  std::istringstream lines(tail);
  std::string quoted;
  for (std::string line; std::getline(lines, line);) {
    if (!line.empty()) quoted += "\n  " + line;
  }
  return quoted.empty() ? "\nits log is empty" : "\nits log ends:" + quoted;
}

}  // namespace gtest_redis
