#include "contract/rdb_text.h"

#include <cctype>

#include "gtest_redis/redis/error.h"

namespace gtest_redis {
namespace {

// A length's two highest bits say in how many bytes it stands.
constexpr std::uint64_t kSixBits = 1 << 6;
constexpr std::uint64_t kFourteenBits = 1 << 14;
constexpr unsigned char kEightBytes = 0x81;

std::string BigEndian(std::uint64_t number) {
  const std::string reversed = LittleEndian(number, 8);
  return {reversed.rbegin(), reversed.rend()};
}

}  // namespace

std::string LittleEndian(std::uint64_t number, std::size_t bytes) {
  std::string text;
  for (std::size_t i = 0; i < bytes; ++i) text += static_cast<char>((number >> (8 * i)) & 0xff);
  return text;
}

std::uint64_t FromLittleEndian(std::string_view bytes) {
  std::uint64_t number = 0;
  for (auto it = bytes.rbegin(); it != bytes.rend(); ++it) {
    number = number << 8 | static_cast<unsigned char>(*it);
  }
  return number;
}

std::string RdbLength(std::uint64_t length) {
  if (length < kSixBits) return std::string(1, static_cast<char>(length));
  if (length < kFourteenBits) {
    return {static_cast<char>(kSixBits | length >> 8), static_cast<char>(length & 0xff)};
  }
  return static_cast<char>(kEightBytes) + BigEndian(length);
}

std::string RdbString(std::string_view text) { return RdbLength(text.size()) + std::string(text); }

std::string RdbAuxiliary(std::string_view name, std::string_view value) {
  return static_cast<char>(RdbCode::kAuxiliary) + RdbString(name) + RdbString(value);
}

RdbText::RdbText(std::string_view rdb) : rest_(rdb) {
  if (rdb.substr(0, 5) != "REDIS") throw Error("it does not begin with 'REDIS'");
  Bytes(5);
  for (const char digit : Bytes(4)) {
    if (std::isdigit(static_cast<unsigned char>(digit)) == 0) throw Error("it has no version");
    version_ = 10 * version_ + static_cast<std::uint64_t>(digit - '0');
  }
}

std::string_view RdbText::Bytes(std::uint64_t count) {
  if (count > rest_.size()) throw Error("it ends too early");
  const std::string_view bytes = rest_.substr(0, count);
  rest_.remove_prefix(count);
  return bytes;
}

std::uint64_t RdbText::Length() {
  const unsigned char first = Byte();
  if (first < kSixBits) return first;
  if (first < 2 * kSixBits) return (first & (kSixBits - 1)) << 8 | Byte();
  if (first != kEightBytes) throw Error("it has a length of a form that is not known here");
  const std::string_view bytes = Bytes(8);
  return FromLittleEndian(std::string(bytes.rbegin(), bytes.rend()));
}

std::string RdbText::String() { return std::string(Bytes(Length())); }

}  // namespace gtest_redis
