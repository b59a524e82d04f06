#include "gtest_redis/redis/reply.h"

#include <ostream>
#include <utility>

namespace gtest_redis {
namespace {

std::string Quoted(const std::string& text) {
  static constexpr char kHex[] = "0123456789abcdef";
  std::string quoted = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      quoted += '\\';
      quoted += c;
    } else if (c == '\n') {
      quoted += "\\n";
    } else if (c == '\r') {
      quoted += "\\r";
    } else if (byte < 0x20 || byte >= 0x7f) {
      quoted += "\\x";
      quoted += kHex[byte >> 4];
      quoted += kHex[byte & 15];
    } else {
      quoted += c;
    }
  }
  return quoted + "\"";
}

[[noreturn]] void WrongType(const Reply& reply, const char* wanted) {
  throw ReplyTypeError("the reply " + reply.ToString() + " is not " + wanted);
}

}  // namespace

Reply Reply::String(std::string text) {
  Reply reply;
  reply.type_ = Type::kString;
  reply.text_ = std::move(text);
  return reply;
}

Reply Reply::Status(std::string text) {
  Reply reply = String(std::move(text));
  reply.type_ = Type::kStatus;
  return reply;
}

Reply Reply::Integer(std::int64_t value) {
  Reply reply;
  reply.type_ = Type::kInteger;
  reply.integer_ = value;
  return reply;
}

Reply Reply::Array(std::vector<Reply> elements) {
  Reply reply;
  reply.type_ = Type::kArray;
  reply.elements_ = std::move(elements);
  return reply;
}

Reply Reply::ErrorReply(std::string text) {
  Reply reply = String(std::move(text));
  reply.type_ = Type::kError;
  return reply;
}

std::string Reply::error_code() const {
  return is_error() ? text_.substr(0, text_.find(' ')) : std::string();
}

std::string Reply::error_message() const { return is_error() ? text_ : std::string(); }

std::string Reply::string() && { return std::as_const(*this).string(); }

const std::string& Reply::string() const& {
  if (type_ != Type::kString && type_ != Type::kStatus) WrongType(*this, "a string");
  return text_;
}

std::int64_t Reply::integer() const {
  if (type_ != Type::kInteger) WrongType(*this, "an integer");
  return integer_;
}

std::vector<Reply> Reply::array() && { return std::as_const(*this).array(); }

const std::vector<Reply>& Reply::array() const& {
  if (type_ != Type::kArray) WrongType(*this, "an array");
  return elements_;
}

std::string Reply::ToString() const {
  switch (type_) {
    case Type::kNil:
      return "(nil)";
    case Type::kString:
      return Quoted(text_);
    case Type::kStatus:
      return text_;
    case Type::kInteger:
      return "(integer) " + std::to_string(integer_);
    case Type::kError:
      return "(error) " + text_;
    case Type::kArray:
      break;
  }
  std::string shown = "[";
  for (const Reply& element : elements_) {
    if (shown.size() > 1) shown += ", ";
    shown += element.ToString();
  }
  return shown + "]";
}

bool operator==(const Reply& left, const Reply& right) {
  if (left.type() != right.type()) return false;
  switch (left.type()) {
    case Reply::Type::kNil:
      return true;
    case Reply::Type::kInteger:
      return left.integer() == right.integer();
    case Reply::Type::kArray:
      return left.array() == right.array();
    case Reply::Type::kError:
      return left.error_message() == right.error_message();
    default:
      return left.string() == right.string();
  }
}

bool operator!=(const Reply& left, const Reply& right) { return !(left == right); }

std::ostream& operator<<(std::ostream& out, const Reply& reply) { return out << reply.ToString(); }

}  // namespace gtest_redis
