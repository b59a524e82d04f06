#include "gate/request_scanner.h"

#include <algorithm>
#include <cctype>

namespace gtest_redis {
namespace {

constexpr std::size_t kLongestLine = 64 * 1024;  // PROTO_INLINE_MAX_SIZE
constexpr int kMostDigits = 18;                  // So many fit into an int64_t.

char Upper(char c) { return static_cast<char>(std::toupper(static_cast<unsigned char>(c))); }
bool IsBlank(char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; }

}  // namespace

RequestScanner::Step RequestScanner::Read(std::string_view bytes) {
  if (place_ == Place::kLost) return {Event::kLost, 0};
  if (place_ == Place::kEnd) {
    place_ = Place::kBegin;
    return {Event::kEnd, 0};
  }
  for (std::size_t at = 0; at < bytes.size();) {
    Event event = Event::kMore;
    if (place_ == Place::kBulk && left_ > 0) {
      const std::string_view part = bytes.substr(at, static_cast<std::size_t>(left_));
      event = Keep(part);
      at += part.size();
      left_ -= static_cast<std::int64_t>(part.size());
    } else {
      event = ReadByte(bytes[at++]);
    }
    if (event == Event::kLost) place_ = Place::kLost;
    if (event != Event::kMore) return {event, at};
  }
  return {Event::kMore, bytes.size()};
}

void RequestScanner::Start() {
  name_.clear();
  first_.clear();
  second_.clear();
  digest_ = Digest();
  index_ = 0;
  named_ = false;
  line_ = 0;
  quote_ = 0;
  escaped_ = false;
}

void RequestScanner::StartNumber() {
  number_ = 0;
  digits_ = 0;
  negative_ = false;
}

RequestScanner::Event RequestScanner::ReadNumber(char c, Place next) {
  if (c == '\r' && digits_ > 0) {
    place_ = next;
  } else if (c == '-' && digits_ == 0 && !negative_) {
    negative_ = true;
  } else if (c >= '0' && c <= '9' && digits_ < kMostDigits) {
    number_ = number_ * 10 + (c - '0');
    ++digits_;
  } else {
    return Event::kLost;
  }
  return Event::kMore;
}

RequestScanner::Event RequestScanner::ReadByte(char c) {
  switch (place_) {
    case Place::kBegin:
      Start();
      StartNumber();
      place_ = c == '*' ? Place::kCount : Place::kBlank;
      return c == '*' ? Event::kMore : ReadInline(c);
    case Place::kCount:
      return ReadNumber(c, Place::kCountEnd);
    case Place::kCountEnd:
      arguments_ = negative_ ? 0 : number_;
      // Redis passes over "*0" and "*-1" without a word.
      place_ = arguments_ == 0 ? Place::kBegin : Place::kDollar;
      return c == '\n' ? Event::kMore : Event::kLost;
    case Place::kDollar:
      StartNumber();
      place_ = Place::kLength;
      return c == '$' ? Event::kMore : Event::kLost;
    case Place::kLength:
      return ReadNumber(c, Place::kLengthEnd);
    case Place::kLengthEnd:
      left_ = number_;
      place_ = Place::kBulk;
      return c == '\n' && !negative_ ? Event::kMore : Event::kLost;
    case Place::kBulk:  // All of it was read, and this is the first byte behind it.
      place_ = Place::kBulkEnd;
      return Event::kMore;
    case Place::kBulkEnd:
      --arguments_;
      place_ = arguments_ > 0 ? Place::kDollar : Place::kEnd;
      return EndArgument();
    default:
      return ReadInline(c);
  }
}

RequestScanner::Event RequestScanner::ReadInline(char c) {
  // Redis reads no further than to a NUL, but answers.
  if (c == '\0' || ++line_ > kLongestLine) return Event::kLost;
  if (c == '\n') {
    const bool empty = place_ == Place::kBlank && index_ == 0;
    const bool in_word = place_ == Place::kWord;
    place_ = empty ? Place::kBegin : Place::kEnd;
    if (empty) return Event::kMore;
    if (in_word) return EndArgument();
    place_ = Place::kBegin;
    return Event::kEnd;
  }
  if (quote_ == 0 && IsBlank(c)) {
    const bool in_word = place_ == Place::kWord;
    place_ = Place::kBlank;
    return in_word ? EndArgument() : Event::kMore;
  }
  place_ = Place::kWord;
  if (escaped_) {
    escaped_ = false;
  } else if (quote_ != 0 && c == '\\') {
    escaped_ = true;
    return Event::kMore;
  } else if (quote_ == 0 && (c == '"' || c == '\'')) {
    quote_ = c;
    return Event::kMore;
  } else if (c == quote_) {
    quote_ = 0;
    return Event::kMore;
  }
  return Keep(std::string_view(&c, 1));
}

RequestScanner::Event RequestScanner::Keep(std::string_view bytes) {
  if (index_ == 0) {
    const std::size_t kept = std::min(bytes.size(), kLongest - name_.size());
    const std::size_t begin = name_.size();
    std::transform(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(kept),
                   std::back_inserter(name_), Upper);
    digest_.Add(std::string_view(name_).substr(begin));
    digest_.Add(bytes.substr(kept));
    if (name_.size() < kLongest || named_) return Event::kMore;
    named_ = true;
    return Event::kNamed;
  }
  digest_.Add(bytes);
  std::string* const argument = index_ == 1 ? &first_ : index_ == 2 ? &second_ : nullptr;
  if (argument != nullptr) argument->append(bytes.substr(0, kLongest - argument->size()));
  return Event::kMore;
}

RequestScanner::Event RequestScanner::EndArgument() {
  digest_.EndArgument();
  index_ = std::min(index_ + 1, 3);
  if (!named_) {
    named_ = true;
    return Event::kNamed;
  }
  if (place_ != Place::kEnd) return Event::kMore;
  place_ = Place::kBegin;
  return Event::kEnd;
}

}  // namespace gtest_redis
