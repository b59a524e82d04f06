#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "gtest_redis/redis/info.h"

namespace gtest_redis {

/// Reads what Redis sends (RESP2 and RESP3), in pieces of any size, and keeps no more of it than
/// the beginning of an error and the codes of all. Rests on the description of the protocol.
class ReplyScanner {
 public:
  enum class Event {
    kMore,   ///< All was read.
    kReply,  ///< A reply has come to its end,
    kPush,   ///< or something that answers no command (RESP3).
    kLost,   ///< What comes is no reply of a known kind; the rest cannot be read.
  };
  struct Step {
    Event event;
    std::size_t size;  ///< How many bytes were read up to it.
  };

  /// Reads `bytes` up to the next event. To be called again with the rest until it is kMore.
  Step Read(std::string_view bytes);
  /// Whether what was read last belongs to a push.
  bool in_push() const { return push_; }
  /// Whether what was read ends between two replies.
  bool between() const { return place_ == Place::kType && !started_; }

  /// Of what has ended: its type, as in the protocol: '+', '-', '*',
  char type() const { return type_; }
  /// its error, or the first inside of it, without the "-": kLongestError bytes of it,
  const std::string& error() const { return error_; }
  /// how many errors there were, by code; kMostCodes different ones at most,
  const RefusalCounts& codes() const { return codes_; }
  /// and, of a push, the beginning of its first string: "message".
  const std::string& word() const { return word_; }

  static constexpr std::size_t kLongestError = 200;
  static constexpr std::size_t kMostCodes = 100;
  static constexpr std::size_t kLongestWord = 32;
  static constexpr std::size_t kDeepest = 64;

 private:
  enum class Place { kType, kLine, kLineEnd, kBytes, kBytesEnd, kLost };

  void StartReply();
  Event ReadByte(char c);
  Event ReadType(char c);
  Event EndLine();
  Event StartElements(std::int64_t count);
  Event EndValue();
  void EndError();
  void Keep(std::string_view bytes);

  Place place_ = Place::kType;
  char value_ = 0;         // The type of the value that is read.
  std::string text_;       // The beginning of its line, or of its bytes where they matter.
  std::int64_t left_ = 0;  // Bytes that are still to come, of the value or behind it.
  struct Level {
    std::int64_t left;  // Values that are still to come.
    bool attribute;     // They belong to the value behind them.
  };
  std::array<Level, kDeepest> levels_{};
  std::size_t depth_ = 0;
  bool started_ = false;  // Something of a reply was read.

  char type_ = 0;
  bool push_ = false;
  std::string error_;
  RefusalCounts codes_;
  std::string word_;
};

}  // namespace gtest_redis
