#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace gtest_redis {

/// What a program holds of a server that others use too.
enum class ClaimMode {
  kSeek,   ///< No database yet.
  kIdle,   ///< A database; no test runs.
  kUse,    ///< A database; a test runs, so nobody may have the whole server.
  kWant,   ///< A database; waits for the whole server, so nobody may begin to use it.
  kErase,  ///< As kWant, and will lose keys of all databases: lets those with kWant go first.
  kWhole,  ///< The whole server.
};

/// A claim, as the name of the connection that holds it (CLIENT SETNAME) tells it to everybody:
/// "gtest-redis:3:use:build-7:4711". It ends with its connection, and so with its program, needs no
/// heartbeat, writes no key, and can be made while Redis is full.
struct ClaimName {
  int database = -1;  ///< -1: none.
  ClaimMode mode = ClaimMode::kSeek;
  std::string holder;  ///< "host:pid".

  std::string ToString() const;
  /// Nothing when `name` is no claim.
  static std::optional<ClaimName> Parse(std::string_view name);
  /// The holder that this process is.
  static std::string ThisProcess();
};

}  // namespace gtest_redis
