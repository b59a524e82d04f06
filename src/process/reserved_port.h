#pragma once

namespace gtest_redis {

/// A loopback TCP port that is this program's from now until the end of this object: bound, but not
/// listening, so that a child which sets SO_REUSEADDR (or SO_REUSEPORT), as servers do, can listen
/// on it, again and again, while the kernel gives it to nobody else. That is what "find a free
/// port, close it, hope" is not. Move-only.
class ReservedPort {
 public:
  /// Throws Error when the kernel has no port left.
  ReservedPort();
  ~ReservedPort();
  ReservedPort(ReservedPort&& other) noexcept;
  ReservedPort& operator=(ReservedPort&& other) noexcept;

  int number() const { return number_; }

 private:
  int socket_ = -1;
  int number_ = 0;
};

}  // namespace gtest_redis
