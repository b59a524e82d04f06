#include "gtest_redis/redis/info.h"

#include <algorithm>
#include <charconv>

#include "gtest_redis/redis/connection.h"

namespace gtest_redis {
namespace {

// `text` up to the first of `delimiters`, as a number.
std::int64_t ToNumber(std::string_view field, std::string_view text, std::string_view delimiters) {
  std::int64_t value = 0;
  text = text.substr(0, text.find_first_of(delimiters));
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || text.empty()) {
    throw Error("INFO field '" + std::string(field) + "' is '" + std::string(text) +
                "', which is not a number");
  }
  return value;
}

}  // namespace

Info Info::Of(Connection& connection, std::string_view section) {
  const Reply reply = connection.Command("INFO", section);
  if (reply.is_error()) {
    throw Error("redis at '" + connection.url().Redacted() + "' refuses INFO " +
                std::string(section) + ": " + reply.error_message());
  }
  return Info(reply.string());
}

std::optional<std::string_view> Info::Find(std::string_view field) const {
  const std::string_view text(text_);
  for (std::size_t line = 0; line < text.size();) {
    const std::size_t value = line + field.size();
    if (value < text.size() && text[value] == ':' && text.compare(line, field.size(), field) == 0) {
      const auto end = std::min(text.find_first_of("\r\n", value), text.size());
      return text.substr(value + 1, end - value - 1);
    }
    const auto end = text.find('\n', line);
    line = end == std::string_view::npos ? text.size() : end + 1;
  }
  return std::nullopt;
}

std::string Info::Text(std::string_view field) const {
  const auto value = Find(field);
  if (!value) throw Error("INFO has no field '" + std::string(field) + "'");
  return std::string(*value);
}

std::int64_t Info::Integer(std::string_view field) const {
  return ToNumber(field, Text(field), "");
}

std::int64_t Info::Calls(std::string_view command) const {
  static constexpr std::string_view kCalls = "calls=";
  const auto value = Find("cmdstat_" + std::string(command));
  if (!value || value->substr(0, kCalls.size()) != kCalls) return 0;
  return ToNumber(command, value->substr(kCalls.size()), ",");
}

RefusalCounts Info::Errors() const {
  static constexpr std::string_view kPrefix = "errorstat_";
  static constexpr std::string_view kCount = ":count=";
  const std::string_view text(text_);
  RefusalCounts refusals;
  for (auto at = text.find(kPrefix); at != std::string_view::npos;
       at = text.find(kPrefix, at + 1)) {
    const auto code = at + kPrefix.size();
    const auto count = text.find(kCount, code);
    if (count == std::string_view::npos) break;
    refusals[std::string(text.substr(code, count - code))] =
        ToNumber("errorstat", text.substr(count + kCount.size()), "\r\n");
  }
  return refusals;
}

RefusalCounts Since(const RefusalCounts& before, RefusalCounts now) {
  for (const auto& [code, count] : before) {
    const auto found = now.find(code);
    if (found == now.end() || found->second < count) continue;
    found->second -= count;
    if (found->second == 0) now.erase(found);
  }
  return now;
}

}  // namespace gtest_redis
