#include "contract/regular_expression.h"

#include "process/printable.h"

namespace gtest_redis {
namespace {

constexpr std::size_t kMostBytes = 1000;

constexpr auto Flags() {
  auto flags = std::regex::ECMAScript | std::regex::nosubs;
#ifdef __GLIBCXX__
  flags |= std::regex_constants::__polynomial;  // Else it calls itself for each byte of the text.
#endif
  return flags;
}

// In words of our own: those of what() differ between libraries.
std::string Describe(const std::regex_error& error) {
  switch (error.code()) {
    case std::regex_constants::error_paren:  // What libstdc++ says of "*", too.
      return "a '(' and a ')' do not belong together, or there is nothing before a '*', '+' or '?'";
    case std::regex_constants::error_brack:
      return "a '[' and a ']' do not belong together";
    case std::regex_constants::error_brace:
    case std::regex_constants::error_badbrace:
      return "'{' begins no number of repetitions";
    case std::regex_constants::error_badrepeat:
      return "there is nothing before a '*', '+', '?' or '{' that could be repeated";
    case std::regex_constants::error_escape:
      return "a '\\' has nothing known behind it";
    case std::regex_constants::error_range:
      return "a range in brackets has its ends the wrong way around";
    case std::regex_constants::error_backref:
    case std::regex_constants::error_complexity:
      return "references to its own groups cannot be had";
    case std::regex_constants::error_space:
      return "it is too large";
    default:
      return error.what();
  }
}

}  // namespace

// A search would begin anew at each byte; a match of the whole text goes through it once.
RegularExpression::RegularExpression(const std::string& pattern)
    : regex_("[\\s\\S]*(?:" + pattern + ")[\\s\\S]*", Flags()) {}

std::string RegularExpression::Mistake(const std::string& pattern) {
  const std::string shown = "'" + Printable(pattern, 60) + "'";
  if (pattern.size() > kMostBytes) {
    return shown + " is longer than the " + std::to_string(kMostBytes) +
           " bytes that a regular expression may have";
  }
  try {
    std::regex(pattern, Flags());
  } catch (const std::regex_error& error) {
    return shown + " is no regular expression here: " + Describe(error);
  }
  return "";
}

bool RegularExpression::Finds(const std::string& text) const {
  return std::regex_match(text, regex_);
}

}  // namespace gtest_redis
