#pragma once

#include <string>

#include "gtest_redis/redis/error.h"

namespace gtest_redis {

/// Where an HTTP server is: "http://host[:port]". An IPv6 host stands in brackets.
struct HttpUrl {
  std::string host;  ///< Without brackets.
  int port = 80;

  /// Throws UrlError, which names the part that is wrong.
  static HttpUrl Parse(const std::string& text);

  /// "host:port", the Host header of its requests; an IPv6 host in brackets.
  std::string Authority() const;
  std::string ToString() const { return "http://" + Authority(); }
};

}  // namespace gtest_redis
