#pragma once

#include <stdexcept>
#include <string>

namespace alert_gateway {

/// A wrong flag or a wrong part of one; what() says which.
class UsageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct HostPort {
  std::string host;
  int port = 0;
};

/// Parses "host:port" and "[ipv6]:port". Without a port, `default_port` is taken; where that is
/// negative, a port is required.
HostPort ParseHostPort(const std::string& text, int default_port = -1);

/// Parses a whole number between `minimum` and `maximum`; `what` names it in the error.
int ParseNumber(const std::string& what, const std::string& text, int minimum, int maximum);

/// Where Redis is: redis://[user[:password]@]host[:port][/database], percent-encoded.
struct RedisUrl {
  static constexpr int kDefaultPort = 6379;
  static constexpr int kDefaultDatabase = 2;

  HostPort address{"127.0.0.1", kDefaultPort};
  std::string user;
  std::string password;
  int database = kDefaultDatabase;

  static RedisUrl Parse(const std::string& text);

  /// For messages; leaves out the user and the password.
  std::string ToString() const;
};

}  // namespace alert_gateway
