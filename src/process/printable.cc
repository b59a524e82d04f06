#include "process/printable.h"

namespace gtest_redis {
namespace {

void Append(std::string& line, char c) {
  static constexpr char kHex[] = "0123456789abcdef";
  const auto byte = static_cast<unsigned char>(c);
  if (c == '\n') {
    line += "\\n";
  } else if (c == '\r') {
    line += "\\r";
  } else if (c == '\t') {
    line += "\\t";
  } else if (byte < 0x20 || byte == 0x7f) {
    line += "\\x";
    line += kHex[byte >> 4];
    line += kHex[byte & 15];
  } else {
    line += c;
  }
}

// Where to cut, so that no UTF-8 character is halved.
std::size_t CutAt(std::string_view text, std::size_t limit) {
  if (text.size() <= limit) return text.size();
  std::size_t cut = limit;
  while (cut > 0 && limit - cut < 4 && (static_cast<unsigned char>(text[cut]) & 0xc0) == 0x80) {
    --cut;
  }
  return cut;
}

}  // namespace

std::string Printable(std::string_view text, std::size_t limit) {
  const std::string_view head = text.substr(0, CutAt(text, limit));
  std::string line;
  for (const char c : head) Append(line, c);
  if (head.size() < text.size()) {
    line +=
        " (first " + std::to_string(head.size()) + " of " + std::to_string(text.size()) + " bytes)";
  }
  return line;
}

}  // namespace gtest_redis
