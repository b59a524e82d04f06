#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "gate/digest.h"

namespace gtest_redis {

/// Reads what a client sends to Redis (arrays of bulk strings, and inline commands), in pieces of
/// any size, and keeps no more of it than the beginnings. Rests on processMultibulkBuffer() and
/// processInlineBuffer() in networking.c.
class RequestScanner {
 public:
  enum class Event {
    kMore,   ///< All was read.
    kNamed,  ///< The name of a command is known.
    kEnd,    ///< A command has come to its end.
    kLost,   ///< What comes is no request that Redis takes; the rest cannot be read.
  };
  struct Step {
    Event event;
    std::size_t size;  ///< How many bytes were read up to it.
  };

  /// Reads `bytes` up to the next event. To be called again with the rest, even an empty one, until
  /// it is kMore.
  Step Read(std::string_view bytes);
  /// Whether what was read ends between two commands.
  bool between() const { return place_ == Place::kBegin; }

  /// Of the command that was named: in upper case, and at most kLongest bytes.
  const std::string& name() const { return name_; }
  /// Of the command that has ended: its arguments, at most kLongest bytes of each.
  const std::string& first() const { return first_; }
  const std::string& second() const { return second_; }
  std::uint64_t digest() const { return digest_.value(); }

  static constexpr std::size_t kLongest = 64;

 private:
  enum class Place {
    kBegin,      // Before a command,
    kCount,      // in "*3\r\n", behind the asterisk,
    kCountEnd,   // before its LF,
    kDollar,     // before "$5\r\n",
    kLength,     // in it, behind the dollar,
    kLengthEnd,  // before its LF,
    kBulk,       // in the bytes of an argument,
    kBulkEnd,    // in the CR LF behind it,
    kBlank,      // between the words of an inline command,
    kWord,       // in one of these,
    kEnd,        // behind a command, before its end was told.
    kLost,
  };

  void Start();
  void StartNumber();
  Event ReadNumber(char c, Place next);
  Event ReadByte(char c);
  Event ReadInline(char c);
  /// Keeps of an argument what is kept of it. True when more of a name would not be kept.
  Event Keep(std::string_view bytes);
  Event EndArgument();

  Place place_ = Place::kBegin;
  std::int64_t number_ = 0;     // The count or length that is read,
  int digits_ = 0;              // how many digits it had so far,
  bool negative_ = false;       // and its sign.
  std::int64_t arguments_ = 0;  // That are still to come.
  std::int64_t left_ = 0;       // Bytes that are still to come, of the argument or behind it.
  std::size_t line_ = 0;        // Bytes of the inline command.
  char quote_ = 0;              // The quotes that the word of it is in; zero: in none.
  bool escaped_ = false;        // Behind a backslash there.
  int index_ = 0;               // Of the argument; 3 stands for all behind it.
  bool named_ = false;
  std::string name_;
  std::string first_;
  std::string second_;
  Digest digest_;
};

}  // namespace gtest_redis
