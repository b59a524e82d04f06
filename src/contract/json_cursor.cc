#include "contract/json_cursor.h"

#include <algorithm>

namespace gtest_redis {

void JsonCursor::SkipBlanks() {
  while (!at_end()) {
    const std::string_view rest = text_.substr(at_);
    std::size_t end = std::string_view::npos;
    if (rest.substr(0, 2) == "//") {
      end = std::min(rest.find_first_of("\r\n"), rest.size());
    } else if (rest.substr(0, 2) == "/*") {
      end = rest.find("*/", 2);
      if (end != std::string_view::npos) end += 2;
    } else if (std::string_view(" \t\r\n").find(rest[0]) != std::string_view::npos) {
      end = 1;
    }
    if (end == std::string_view::npos) return;  // No blank, or a comment without an end.
    at_ += end;
  }
}

void JsonCursor::SkipSeparators() {
  SkipBlanks();
  while (!at_end() && (text_[at_] == ',' || text_[at_] == ':')) {
    ++at_;
    SkipBlanks();
  }
}

void JsonCursor::SkipToken() {
  if (at_end()) return;
  const char first = text_[at_++];
  if (first == '"') {
    while (!at_end() && text_[at_] != '"') at_ += text_[at_] == '\\' ? 2 : 1;
    at_ = std::min(at_ + 1, text_.size());
  } else if (std::string_view(",:[]{}").find(first) == std::string_view::npos) {
    at_ = std::min(text_.find_first_of(",:[]{}\"/ \t\r\n", at_), text_.size());
  }
}

}  // namespace gtest_redis
