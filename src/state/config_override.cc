#include "gtest_redis/state/config_override.h"

#include <algorithm>

#include "gtest_redis/server/redis_server.h"
#include "state/awake.h"

namespace gtest_redis {
namespace {

using Commands = std::vector<std::vector<std::string>>;

Directives Read(RedisServer& server, const Directives& directives) {
  Commands commands;
  commands.reserve(directives.size());
  for (const auto& directive : directives) commands.push_back({"CONFIG", "GET", directive.first});
  Directives values;
  for (const Reply& reply : server.Pipeline(commands)) {
    const std::string& name = directives[values.size()].first;
    if (reply.is_error()) {
      throw StateError("cannot read directive '" + name + "': " + reply.error_message());
    }
    if (reply.array().size() != 2) {
      throw StateError("cannot override directive '" + name + "': redis " + server.version() +
                       (reply.array().empty() ? " has no directive of that name"
                                              : " has more than one of that name"));
    }
    values.emplace_back(name, reply.array()[1].string());
  }
  return values;
}

// The first refusal, as a message; empty when all were set.
std::string Set(RedisServer& server, const Directives& directives) {
  Commands commands;
  commands.reserve(directives.size());
  for (const auto& [name, value] : directives) commands.push_back({"CONFIG", "SET", name, value});
  std::string refusal;
  const std::vector<Reply> replies = server.Pipeline(commands);
  for (std::size_t i = 0; i < replies.size(); ++i) {
    if (!replies[i].is_error() || !refusal.empty()) continue;
    refusal = "cannot set directive '" + directives[i].first + "' to '" + directives[i].second +
              "': " + replies[i].error_message();
  }
  return refusal;
}

// Whether keys of all databases may vanish.
bool Evicts(const Directives& directives) {
  return std::any_of(directives.begin(), directives.end(), [](const auto& directive) {
    return directive.first == "maxmemory-policy" && directive.second != "noeviction";
  });
}

Directives Reversed(const Directives& directives) {
  return {directives.rbegin(), directives.rend()};
}

}  // namespace

ConfigOverride::ConfigOverride(RedisServer& server, const Directives& directives)
    : server_(&server), whole_(server, Evicts(directives)), before_(Read(server, directives)) {
  const std::string refusal = Set(server, directives);
  if (refusal.empty()) return;
  Set(server, Reversed(before_));
  throw StateError(refusal);
}

ConfigOverride::ConfigOverride(ConfigOverride&& other) noexcept
    : server_(other.server_), whole_(std::move(other.whole_)), before_(std::move(other.before_)) {
  other.before_.clear();
}

ConfigOverride::~ConfigOverride() {
  try {
    Leave();
  } catch (...) {
    // Best-effort: a destructor cannot report, and the fixture compares the configuration after the
    // test.
  }
}

void ConfigOverride::Leave() {
  const Directives before = std::exchange(before_, {});
  if (before.empty()) return;
  const Awake awake(*server_);
  const std::string refusal = Set(*server_, Reversed(before));
  whole_.Leave();
  if (!refusal.empty()) throw StateError(refusal);
}

}  // namespace gtest_redis
