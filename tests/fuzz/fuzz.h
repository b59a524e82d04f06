#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

namespace gtest_redis {

/// A property that must hold for every input: ends the program where it does not.
inline void Require(bool holds, const char* property) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %s\n", property);
  std::abort();
}

inline std::string_view Text(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

/// Takes the first byte off `text`, as a number; 0 when it is empty.
inline unsigned TakeByte(std::string_view& text) {
  if (text.empty()) return 0;
  const auto byte = static_cast<unsigned char>(text.front());
  text.remove_prefix(1);
  return byte;
}

/// Takes a piece off `text` up to the next `end`, which goes, too.
inline std::string TakePiece(std::string_view& text, char end) {
  const auto at = text.find(end);
  std::string piece(text.substr(0, at));
  text.remove_prefix(at == std::string_view::npos ? text.size() : at + 1);
  return piece;
}

/// Feeds `text` piece by piece; the bytes of `cuts` are the sizes of the pieces, over and over.
template <typename Feed>
void FeedInPieces(std::string_view text, std::string_view cuts, Feed feed) {
  for (std::size_t i = 0; !text.empty(); ++i) {
    const std::size_t size = cuts.empty() ? 1 : static_cast<unsigned char>(cuts[i % cuts.size()]);
    const std::string_view piece = text.substr(0, size == 0 ? 1 : size);
    feed(piece);
    text.remove_prefix(piece.size());
  }
}

}  // namespace gtest_redis

/// What libFuzzer calls, and replay.cc.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
