#include "contract/placeholder_text.h"

#include <cctype>
#include <string_view>

namespace gtest_redis {
namespace {

constexpr std::string_view kEnvironment = "env:";

bool IsWordCharacter(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
         std::string_view("_-.:").find(c) != std::string_view::npos;
}

// The word of the placeholder that begins at `at`; empty when none does.
std::string WordAt(const std::string& text, std::size_t at) {
  if (text[at] != '{') return "";
  std::size_t end = at + 1;
  while (end < text.size() && IsWordCharacter(text[end])) ++end;
  return end < text.size() && text[end] == '}' ? text.substr(at + 1, end - at - 1) : "";
}

bool IsEscape(const std::string& text, std::size_t at) { return text.compare(at, 2, "{{") == 0; }

}  // namespace

std::vector<std::string> ListPlaceholders(const std::string& text) {
  std::vector<std::string> words;
  Fill(text, [&words](const std::string& word) {
    words.push_back(word);
    return "";
  });
  return words;
}

std::string Fill(const std::string& text,
                 const std::function<std::string(const std::string& name)>& value) {
  std::string filled;
  for (std::size_t at = 0; at < text.size();) {
    const std::string word = WordAt(text, at);
    if (!word.empty()) {
      filled += value(word);
      at += word.size() + 2;
    } else {
      filled += text[at];
      at += IsEscape(text, at) ? 2 : 1;
    }
  }
  return filled;
}

std::string FillEnvironment(const std::string& text,
                            const std::function<std::string(const std::string& name)>& value) {
  std::string filled;
  for (std::size_t at = 0; at < text.size();) {
    const std::string word = WordAt(text, at);
    if (word.rfind(kEnvironment, 0) == 0) {
      filled += value(word.substr(kEnvironment.size()));
      at += word.size() + 2;
    } else {
      filled += text[at++];
    }
  }
  return filled;
}

}  // namespace gtest_redis
