#include "report/utf8.h"

#include <boost/locale/utf.hpp>
#include <iterator>

namespace gtest_redis {

using Utf8 = boost::locale::utf::utf_traits<char>;

std::u32string DecodeUtf8(std::string_view text) {
  std::u32string characters;
  for (auto at = text.begin(); at != text.end();) {
    const auto begin = at;
    const auto character = Utf8::decode(at, text.end());
    if (boost::locale::utf::is_valid_codepoint(character)) {
      characters += static_cast<char32_t>(character);
    } else {
      characters += U'\ufffd';
      at = begin + 1;
    }
  }
  return characters;
}

std::string EncodeUtf8(std::u32string_view characters) {
  std::string text;
  for (const char32_t character : characters) Utf8::encode(character, std::back_inserter(text));
  return text;
}

}  // namespace gtest_redis
