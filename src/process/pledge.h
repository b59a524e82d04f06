#pragma once

#include <sys/socket.h>
#include <sys/types.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace gtest_redis {

/// What the Keeper is to do when this program has ended: send bytes, and wait for the answer; or
/// remove a directory.
struct Pledge {
  /// An empty one, or one that empties itself as the processes end that the keeper kills: a cgroup.
  /// Where it is given, nothing else is.
  std::string directory;
  /// The connection to send them on. The keeper gets a duplicate of its own, so that the other side
  /// sees no end of the connection before the answer came. Not one with TLS: its keys stay here.
  int connection = -1;
  /// Where to connect to instead, when there is no `connection`.
  sockaddr_storage address{};
  socklen_t address_size = 0;
  /// At most kMaxRequest bytes.
  std::string request;
  /// Kept when the answer contains this text; empty: when the other side closes.
  std::string answer;
  /// Asks again every 20 ms while the answer contains this text; an address is connected to anew.
  std::string retry;
  /// Kept before those that are not: what would keep the others from being kept is ended by it.
  bool first = false;

  static constexpr std::size_t kMaxRequest = std::size_t{16} * 1024;
  static constexpr std::size_t kMaxText = 256;  ///< Of `answer` and `retry`, each.
};

/// A pledge as the keeper has it: of a fixed size, because the keeper cannot allocate.
struct PledgeRecord {
  /// Throws Error for what is too long.
  PledgeRecord() = default;
  explicit PledgeRecord(const Pledge& pledge);

  /// How many bytes of this object mean something.
  std::size_t size() const {
    return offsetof(PledgeRecord, text) + request_size + answer_size + retry_size;
  }
  std::string_view request() const { return {text.data(), request_size}; }
  std::string_view answer() const { return {text.data() + request_size, answer_size}; }
  std::string_view retry() const { return {text.data() + request_size + answer_size, retry_size}; }

  int connection;
  socklen_t address_size;
  sockaddr_storage address;
  std::uint16_t request_size;
  std::uint16_t answer_size;
  std::uint16_t retry_size;
  bool first;
  bool is_directory;  // Then the request is its path, with a zero byte at the end.
  std::array<char, Pledge::kMaxRequest + 2 * Pledge::kMaxText> text;
};

/// Sends the request and waits for the answer, or removes the directory, 5 s in all. Allocates
/// nothing; throws nothing: there is nobody left to be told.
void Keep(const PledgeRecord& pledge);

}  // namespace gtest_redis
