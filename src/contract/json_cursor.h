#pragma once

#include <cstddef>
#include <string_view>

namespace gtest_redis {

/// Goes through a JSON text token by token, behind a parser that does not say where it found what
/// it reports. Only as exact as that takes: what it passes, the parser has accepted.
class JsonCursor {
 public:
  explicit JsonCursor(std::string_view text, std::size_t at = 0) : text_(text), at_(at) {}

  std::size_t at() const { return at_; }
  bool at_end() const { return at_ >= text_.size(); }

  /// To the next token, past blanks and comments.
  void SkipBlanks();
  /// To the next token that is neither a comma nor a colon.
  void SkipSeparators();
  /// Past the token that begins here.
  void SkipToken();

 private:
  std::string_view text_;
  std::size_t at_;
};

}  // namespace gtest_redis
