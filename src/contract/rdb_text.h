#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace gtest_redis {

// As much of the RDB format as files of DUMPs need.

/// What stands in front of something that is no key. Smaller numbers are types of values.
enum class RdbCode : unsigned char {
  kAuxiliary = 0xfa,
  kExpiry = 0xfc,  ///< In milliseconds.
  kDatabase = 0xfe,
  kEnd = 0xff,
};

/// The oldest version with auxiliary fields.
inline constexpr std::uint64_t kOldestRdb = 7;

/// `number` in as many bytes.
std::string LittleEndian(std::uint64_t number, std::size_t bytes);
std::uint64_t FromLittleEndian(std::string_view bytes);

std::string RdbLength(std::uint64_t length);
std::string RdbString(std::string_view text);
std::string RdbAuxiliary(std::string_view name, std::string_view value);

/// Reads an RDB file from its begin to its end. All throw Error where it ends too early, or is
/// none.
class RdbText {
 public:
  /// `rdb` must outlive this.
  explicit RdbText(std::string_view rdb);

  std::uint64_t version() const { return version_; }
  unsigned char Byte() { return static_cast<unsigned char>(Bytes(1)[0]); }
  std::string_view Bytes(std::uint64_t count);
  std::uint64_t Length();
  std::string String();

 private:
  std::string_view rest_;
  std::uint64_t version_ = 0;
};

}  // namespace gtest_redis
