#include "engine/log_stream.h"

#include <algorithm>
#include <cstddef>

namespace gtest_redis {
namespace {

constexpr std::size_t kHeader = 8;

bool BeginsWithFrame(std::string_view stream) {
  return stream.size() >= kHeader && static_cast<unsigned char>(stream[0]) <= 2 &&
         stream.substr(1, 3) == std::string_view("\0\0\0", 3);
}

std::size_t FrameSize(std::string_view header) {
  std::size_t size = 0;
  for (std::size_t i = 4; i < kHeader; ++i) {
    size = (size << 8) | static_cast<unsigned char>(header[i]);
  }
  return size;
}

}  // namespace

std::string DecodeLogStream(std::string_view stream) {
  std::string text;
  while (BeginsWithFrame(stream)) {
    const std::size_t size = FrameSize(stream);
    stream.remove_prefix(kHeader);
    text += stream.substr(0, size);
    stream.remove_prefix(std::min(size, stream.size()));
  }
  return text.append(stream);
}

}  // namespace gtest_redis
