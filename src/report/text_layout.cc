#include "report/text_layout.h"

#include <algorithm>

#include "process/printable.h"
#include "report/utf8.h"

namespace gtest_redis {
namespace {

constexpr std::size_t kMostBytes = 700;
constexpr std::u32string_view kDots = U"...";

// How much of a text that is longer than `width` goes on a line: up to a space, else up to a
// hyphen and the like within a word, else all of the word.
std::size_t LineEnd(const std::u32string& text, std::size_t width) {
  const auto space = text.rfind(U' ', width);
  if (space != std::u32string::npos) return space;
  const auto hyphen = text.find_last_of(U"-_/", width - 1);
  if (hyphen != std::u32string::npos) return hyphen + 1;
  return std::min(text.find(U' '), text.size());
}

}  // namespace

std::u32string OneLine(std::string_view text) {
  std::u32string line = DecodeUtf8(Printable(text, kMostBytes));
  const auto is_control = [](char32_t character) { return character >= 0x80 && character < 0xa0; };
  std::replace_if(line.begin(), line.end(), is_control, U'\ufffd');
  return line;
}

std::u32string Shorten(const std::u32string& text, std::size_t width) {
  if (text.size() <= width) return text;
  if (width <= kDots.size()) return text.substr(0, width);
  const std::size_t kept = width - kDots.size();
  return text.substr(0, kept - kept / 2).append(kDots) + text.substr(text.size() - kept / 2);
}

std::vector<std::u32string> Wrap(const std::u32string& text, std::size_t width) {
  std::vector<std::u32string> lines;
  std::u32string rest = text;
  while (rest.size() > width) {
    const std::size_t end = LineEnd(rest, width);
    lines.push_back(Shorten(rest.substr(0, end), width));
    rest.erase(0, end);
    if (!rest.empty() && rest.front() == U' ') rest.erase(0, 1);
  }
  if (!rest.empty() || lines.empty()) lines.push_back(rest);
  return lines;
}

std::string Hanging(const std::string& head, std::string_view text, std::size_t width) {
  const std::size_t indent = DecodeUtf8(head).size();
  std::string all = head;
  bool is_first = true;
  for (const std::u32string& line : Wrap(OneLine(text), width - std::min(indent, width - 1))) {
    all += (is_first ? "" : std::string(indent, ' ')) + EncodeUtf8(line) + "\n";
    is_first = false;
  }
  return all;
}

}  // namespace gtest_redis
