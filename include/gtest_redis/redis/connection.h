#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "gtest_redis/redis/error.h"
#include "gtest_redis/redis/reply.h"
#include "gtest_redis/redis/url.h"

namespace gtest_redis {

/// How long a Connection waits.
struct ConnectOptions {
  std::chrono::milliseconds connect_timeout{1000};  ///< To connect, AUTH and SELECT.
  std::chrono::milliseconds command_timeout{5000};  ///< For each reply.
};

/// One connection to a Redis, over hiredis. Move-only, closes itself.
///
/// Redis's error replies are returned; a connection that breaks or does not answer in time throws
/// ConnectionError, and from then on every call does (what was on its way can no longer be told
/// apart from what comes next). Make a new one then.
///
/// One thread at a time. The first connection of a program sets SIGPIPE to be ignored where it has
/// its default, because hiredis writes to sockets without MSG_NOSIGNAL: a Redis that hangs up must
/// fail a test, not kill its program. Programs started by Service get the default back.
class Connection {
 public:
  /// Connects, and sends AUTH and SELECT as the URL says. Throws ConnectionError; what() has
  /// Redis's own words for a wrong password or database, and names the remedy for TLS that is not
  /// built in.
  explicit Connection(const Url& url, const ConnectOptions& options = {});
  explicit Connection(std::string_view url, const ConnectOptions& options = {});
  ~Connection();
  Connection(Connection&& other) noexcept;
  Connection& operator=(Connection&& other) noexcept;
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// Sends one command and waits for its reply. Arguments are strings (binary-safe) and numbers:
  /// `Command("SET", "key", 42, "PX", 500)`. Throws ConnectionError.
  template <typename... Arguments>
  Reply Command(const Arguments&... arguments) {
    return Execute({Argument(arguments)...});
  }

  /// As Command(), from a list made at run time.
  Reply Execute(const std::vector<std::string>& command);

  /// Sends all commands in one go, then reads all replies, in order. An error reply stands in its
  /// place; the others are not affected. Throws ConnectionError.
  std::vector<Reply> Pipeline(const std::vector<std::vector<std::string>>& commands);

  /// Switches to a database. Throws Error with Redis's words when there is none of that index.
  void Select(int database);

  /// Whether the connection still stands, as far as this side can tell without asking: false once a
  /// call failed or the server has hung up.
  bool alive() const;

  /// Changes how long a reply is waited for, from the next command on.
  void SetCommandTimeout(std::chrono::milliseconds timeout);

  /// Has `check` called with each command before it is sent; what it throws, the call throws, and
  /// nothing was sent.
  void SetCheck(std::function<void(const std::vector<std::string>&)> check);

  /// The socket's descriptor, which stays the connection's; -1 once it is broken, and over TLS,
  /// where nobody else could speak on it.
  int descriptor() const;

  /// What this connects to, with the database selected now.
  const Url& url() const;

  /// An argument as Command() sends it: a string as it is, a number in digits.
  static std::string Argument(std::string_view text) { return std::string(text); }
  static std::string Argument(char character) { return std::string(1, character); }
  static std::string Argument(double number);
  template <typename Integer, std::enable_if_t<std::is_integral_v<Integer>, int> = 0>
  static std::string Argument(Integer number) {
    return std::to_string(number);
  }

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace gtest_redis
