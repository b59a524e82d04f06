#pragma once

#include <chrono>
#include <string>

#include "gtest_redis/service/http_response.h"

namespace gtest_redis {

/// One HTTP request.
struct HttpRequest {
  std::string method = "GET";
  std::string target = "/";  ///< Path and query, as they go on the wire.
  HttpHeaders headers;  ///< Content-Type is application/json for a body unless it is named here.
  std::string body;
  /// For connecting, sending and the whole answer together; zero: the client's.
  std::chrono::milliseconds timeout{0};
};

}  // namespace gtest_redis
