#include "server/claim_name.h"

#include <unistd.h>

#include <array>
#include <cctype>
#include <charconv>
#include <utility>

namespace gtest_redis {
namespace {

constexpr std::string_view kPrefix = "gtest-redis:";
constexpr std::array<std::pair<ClaimMode, std::string_view>, 6> kModes = {
    {{ClaimMode::kSeek, "seek"},
     {ClaimMode::kIdle, "idle"},
     {ClaimMode::kUse, "use"},
     {ClaimMode::kWant, "want"},
     {ClaimMode::kErase, "erase"},
     {ClaimMode::kWhole, "whole"}}};

// What stands before the next ':'; takes it off `text`.
std::string_view NextField(std::string_view& text) {
  const auto colon = text.find(':');
  const std::string_view field = text.substr(0, colon);
  text.remove_prefix(colon == std::string_view::npos ? text.size() : colon + 1);
  return field;
}

}  // namespace

std::string ClaimName::ToString() const {
  std::string name = std::string(kPrefix) + (database < 0 ? "-" : std::to_string(database)) + ":";
  for (const auto& [known, text] : kModes) {
    if (known == mode) name += text;
  }
  return name + ":" + holder;
}

std::optional<ClaimName> ClaimName::Parse(std::string_view name) {
  if (name.substr(0, kPrefix.size()) != kPrefix) return std::nullopt;
  name.remove_prefix(kPrefix.size());
  ClaimName claim;
  const std::string_view database = NextField(name);
  if (database != "-") {
    const char* const end = database.data() + database.size();
    const auto [stop, error] = std::from_chars(database.data(), end, claim.database);
    if (error != std::errc() || stop != end || claim.database < 0) return std::nullopt;
  }
  const std::string_view mode = NextField(name);
  claim.holder = name;
  for (const auto& [known, text] : kModes) {
    if (text != mode) continue;
    claim.mode = known;
    return claim;
  }
  return std::nullopt;
}

std::string ClaimName::ThisProcess() {
  std::array<char, 256> host{};
  gethostname(host.data(), host.size() - 1);
  std::string holder = host.data();
  // Redis takes no space and no control character in a name.
  for (char& c : holder) {
    if (std::isgraph(static_cast<unsigned char>(c)) == 0) c = '-';
  }
  return holder + ":" + std::to_string(getpid());
}

}  // namespace gtest_redis
