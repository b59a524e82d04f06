#pragma once

#include <cstdint>
#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

#include "gtest_redis/redis/error.h"

namespace gtest_redis {

/// What Redis answered to one command. A value; copy it freely.
///
/// An error reply is data, not an exception: `reply.error_code() == "OOM"`. Code rests on the first
/// word of an error (its code); the sentences behind it differ between versions.
class Reply {
 public:
  enum class Type { kNil, kString, kStatus, kInteger, kArray, kError };

  Reply() = default;  ///< Nil.
  static Reply String(std::string text);
  static Reply Status(std::string text);
  static Reply Integer(std::int64_t value);
  static Reply Array(std::vector<Reply> elements);
  static Reply ErrorReply(std::string text);

  Type type() const { return type_; }
  bool is_nil() const { return type_ == Type::kNil; }
  bool is_error() const { return type_ == Type::kError; }
  /// A status reply saying "OK".
  bool is_ok() const { return type_ == Type::kStatus && text_ == "OK"; }

  /// The first word of an error reply ("OOM", "WRONGTYPE", "ERR"); empty when it is no error.
  std::string error_code() const;
  /// The whole error reply; empty when it is no error.
  std::string error_message() const;

  /// The text of a string or status reply, binary-safe. Throws ReplyTypeError for any other type.
  const std::string& string() const&;
  /// The same of a temporary, by value: `for (const Reply& key : redis.Command("KEYS",
  /// "*").array())`.
  std::string string() &&;
  /// The number of an integer reply. Throws ReplyTypeError for any other type.
  std::int64_t integer() const;
  /// The elements of an array reply. Throws ReplyTypeError for any other type.
  const std::vector<Reply>& array() const&;
  std::vector<Reply> array() &&;

  /// As redis-cli shows it, on one line: `(integer) 3`, `"text"`, `(nil)`, `(error) OOM ...`,
  /// `["a", (nil)]`.
  std::string ToString() const;

 private:
  Type type_ = Type::kNil;
  std::string text_;
  std::int64_t integer_ = 0;
  std::vector<Reply> elements_;
};

bool operator==(const Reply& left, const Reply& right);
bool operator!=(const Reply& left, const Reply& right);
std::ostream& operator<<(std::ostream& out, const Reply& reply);

}  // namespace gtest_redis
