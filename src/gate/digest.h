#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace gtest_redis {

/// A hash of a list of arguments that come piece by piece; the same wherever they were cut. Eight
/// bytes at a time: values may have hundreds of megabytes.
class Digest {
 public:
  void Add(std::string_view bytes) {
    while (!bytes.empty()) {
      if (used_ == 0 && bytes.size() >= sizeof(word_)) {
        std::memcpy(&word_, bytes.data(), sizeof(word_));
        bytes.remove_prefix(sizeof(word_));
        used_ = sizeof(word_);
      } else {
        word_ |= std::uint64_t{static_cast<unsigned char>(bytes.front())} << (8 * used_++);
        bytes.remove_prefix(1);
      }
      if (used_ == sizeof(word_)) Mix();
    }
  }
  /// The argument is complete.
  void EndArgument() {
    const std::uint64_t rest = used_;
    Mix();
    word_ = rest + 1;
    Mix();
  }
  std::uint64_t value() const { return hash_; }

 private:
  void Mix() {
    hash_ = (hash_ ^ word_) * 0x9E3779B97F4A7C15U;
    hash_ ^= hash_ >> 29;
    word_ = 0;
    used_ = 0;
  }

  std::uint64_t hash_ = 0xCBF29CE484222325U;
  std::uint64_t word_ = 0;
  std::size_t used_ = 0;  // Bytes of word_.
};

}  // namespace gtest_redis
