#include "gate/reply_scanner.h"

#include <algorithm>

namespace gtest_redis {
namespace {

constexpr std::size_t kMostDigits = 18;  // So many fit into an int64_t, doubled too.

bool IsOneOf(char c, std::string_view set) { return set.find(c) != std::string_view::npos; }
bool IsLine(char type) { return IsOneOf(type, "+-:_#,("); }
bool IsBulk(char type) { return IsOneOf(type, "$!="); }
bool IsAggregate(char type) { return IsOneOf(type, "*%~>|"); }

// The count or length in a line; -1 stands for null, and anything less for none.
std::int64_t Number(std::string_view text) {
  if (text == "-1") return -1;
  std::int64_t number = text.empty() || text.size() > kMostDigits ? -2 : 0;
  for (std::size_t i = 0; i < text.size() && number >= 0; ++i) {
    number = text[i] >= '0' && text[i] <= '9' ? number * 10 + (text[i] - '0') : -2;
  }
  return number;
}

}  // namespace

ReplyScanner::Step ReplyScanner::Read(std::string_view bytes) {
  for (std::size_t at = 0; at < bytes.size();) {
    Event event = Event::kMore;
    if (place_ == Place::kLine) {
      const std::string_view line = bytes.substr(at, bytes.find('\r', at) - at);
      Keep(line);
      at += line.size();
      if (at < bytes.size()) {
        place_ = Place::kLineEnd;
        ++at;
      }
    } else if (place_ == Place::kBytes && left_ > 0) {
      const std::string_view part = bytes.substr(at, static_cast<std::size_t>(left_));
      Keep(part);
      at += part.size();
      left_ -= static_cast<std::int64_t>(part.size());
    } else {
      event = ReadByte(bytes[at++]);
    }
    if (event == Event::kLost) place_ = Place::kLost;
    if (event != Event::kMore) return {event, at};
  }
  return {place_ == Place::kLost ? Event::kLost : Event::kMore, bytes.size()};
}

void ReplyScanner::StartReply() {
  started_ = true;
  type_ = 0;
  push_ = false;
  error_.clear();
  codes_.clear();
  word_.clear();
}

ReplyScanner::Event ReplyScanner::ReadByte(char c) {
  switch (place_) {
    case Place::kType:
      return ReadType(c);
    case Place::kLineEnd:
      if (c == '\n') return EndLine();
      // A CR by itself is part of a text, but of no number.
      if (!IsLine(value_)) return Event::kLost;
      Keep("\r");
      place_ = Place::kLine;
      if (c == '\r') {
        place_ = Place::kLineEnd;
      } else {
        Keep(std::string_view(&c, 1));
      }
      return Event::kMore;
    case Place::kBytes:
      place_ = Place::kBytesEnd;
      return c == '\r' ? Event::kMore : Event::kLost;
    case Place::kBytesEnd:
      if (c != '\n') return Event::kLost;
      if (value_ == '!') EndError();
      return EndValue();
    default:
      return Event::kLost;
  }
}

ReplyScanner::Event ReplyScanner::ReadType(char c) {
  if (!started_) StartReply();
  if (!IsLine(c) && !IsBulk(c) && !IsAggregate(c)) return Event::kLost;
  if (depth_ == 0 && c != '|') {
    type_ = c;
    push_ = c == '>';
  }
  if (depth_ > 0 && c == '>') return Event::kLost;
  value_ = c;
  text_.clear();
  place_ = Place::kLine;
  return Event::kMore;
}

void ReplyScanner::Keep(std::string_view bytes) {
  text_.append(bytes.substr(0, kLongestError - std::min(text_.size(), kLongestError)));
}

ReplyScanner::Event ReplyScanner::EndLine() {
  if (value_ == '-') EndError();
  if (IsLine(value_)) return EndValue();
  const std::int64_t number = Number(text_);
  text_.clear();
  if (number == -1 && IsOneOf(value_, "$*")) return EndValue();
  if (number < 0) return Event::kLost;
  if (IsAggregate(value_)) return StartElements(number);
  left_ = number;
  place_ = Place::kBytes;
  return Event::kMore;
}

ReplyScanner::Event ReplyScanner::StartElements(std::int64_t count) {
  const bool attribute = value_ == '|';
  if (attribute || value_ == '%') count *= 2;
  place_ = Place::kType;
  if (count == 0) return attribute ? Event::kMore : EndValue();
  if (depth_ == kDeepest) return Event::kLost;
  levels_[depth_++] = {count, attribute};
  return Event::kMore;
}

ReplyScanner::Event ReplyScanner::EndValue() {
  place_ = Place::kType;
  if (push_ && depth_ == 1 && word_.empty()) word_ = text_.substr(0, kLongestWord);
  while (depth_ > 0) {
    Level& level = levels_[depth_ - 1];
    if (--level.left > 0) return Event::kMore;
    --depth_;
    // An attribute is no value by itself.
    if (level.attribute) return Event::kMore;
  }
  started_ = false;
  return push_ ? Event::kPush : Event::kReply;
}

void ReplyScanner::EndError() {
  if (codes_.empty()) error_ = text_;
  const std::string code = text_.substr(0, text_.find(' '));
  if (codes_.count(code) > 0 || codes_.size() < kMostCodes) ++codes_[code];
}

}  // namespace gtest_redis
