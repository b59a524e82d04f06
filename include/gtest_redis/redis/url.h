#pragma once

#include <string>
#include <string_view>

#include "gtest_redis/redis/error.h"

namespace gtest_redis {

/// Where a Redis is. A plain value; copy it freely.
///
///     redis://[[user]:password@]host[:port][/database]
///     rediss://...                                        the same over TLS
///     unix://[[user]:password@]/path/to.sock[?db=database]
///
/// The form is that of the IANA registration of "redis" and of redis-py and redis-cli. User and
/// password are percent-decoded; an IPv6 host stands in brackets.
struct Url {
  enum class Scheme { kRedis, kRediss, kUnix };

  Scheme scheme = Scheme::kRedis;
  std::string host = "127.0.0.1";
  int port = 6379;
  std::string socket;    ///< Path of the unix socket; empty for the other schemes.
  std::string user;      ///< Empty: the default user.
  std::string password;  ///< Empty: no AUTH is sent.
  int database = 0;

  /// Reads `text`. Throws UrlError, which names the part that is wrong ("port '99999' ...").
  static Url Parse(std::string_view text);

  /// The URL as text, percent-encoded: Parse(url.ToString()) == url.
  std::string ToString() const;

  /// As ToString(), with "***" for the password: for logs and messages.
  std::string Redacted() const;
};

bool operator==(const Url& left, const Url& right);
bool operator!=(const Url& left, const Url& right);

}  // namespace gtest_redis
