#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace gtest_redis {

class Connection;

/// How often Redis refused a command since it started, by error code: {"OOM": 3, "WRONGTYPE": 1}.
using RefusalCounts = std::map<std::string, std::int64_t>;

/// What was refused between two counts. A count that is smaller now than before started anew
/// meanwhile.
RefusalCounts Since(const RefusalCounts& before, RefusalCounts now);

/// The text of one INFO reply, and its fields. Fields are looked up where they stand, so that
/// reading two of them out of hundreds costs no more than that.
class Info {
 public:
  explicit Info(std::string text) : text_(std::move(text)) {}

  /// Asks `connection` for `section` ("memory", "stats", "all", ...). Throws ConnectionError, and
  /// Error when Redis refuses INFO (an ACL, loading, a busy script).
  static Info Of(Connection& connection, std::string_view section);

  const std::string& text() const { return text_; }

  /// The value of `field`, as Redis wrote it; nothing when this INFO has no such field.
  std::optional<std::string_view> Find(std::string_view field) const;
  /// The value of `field`. Throws Error when there is none.
  std::string Text(std::string_view field) const;
  /// The value of `field` as a number. Throws Error when there is none or it is no number.
  std::int64_t Integer(std::string_view field) const;

  /// The `calls` of a command in section commandstats: `Calls("config|set")`; 0 when it was never
  /// called. Subcommands are counted by themselves from Redis 7.0 on.
  std::int64_t Calls(std::string_view command) const;
  /// Section errorstats (Redis 6.2 and newer), by error code.
  RefusalCounts Errors() const;

 private:
  std::string text_;
};

}  // namespace gtest_redis
