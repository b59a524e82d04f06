#pragma once

#include <chrono>
#include <functional>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gtest_redis {

/// Header fields, in order: {{"Retry-After", "1"}}.
using HttpHeaders = std::vector<std::pair<std::string, std::string>>;

/// Why no whole answer came to a request.
enum class HttpFailure {
  kNone,       ///< A whole answer came.
  kRefused,    ///< No connection could be made.
  kTimeout,    ///< The deadline passed first.
  kClosed,     ///< The connection ended before the answer did.
  kMalformed,  ///< What came is not HTTP.
};

/// What a service answered to one request. A value. That no answer came is an answer too, and not
/// an exception: `status` is 0 then and `error` says what happened, so that a test of a hanging
/// service fails at its matcher, and can also expect the hang.
struct HttpResponse {
  int status = 0;
  HttpHeaders headers;
  std::string body;
  std::chrono::microseconds duration{0};  ///< From the first byte sent to the last byte read.

  HttpFailure failure = HttpFailure::kNone;
  std::string error;  ///< "no answer within 5000 ms to POST http://..."; empty when an answer came.

  /// What is known beside the answer, asked for only when a matcher fails: what Redis refused
  /// meanwhile, the service's end if it ended, its log's tail. May be empty.
  std::function<std::string()> diagnosis;

  /// The first header of that name, in any letter case.
  std::optional<std::string> Header(std::string_view name) const;
};

/// Shows status, or error, the head of the body, and the diagnosis: what a failed matcher prints.
std::ostream& operator<<(std::ostream& out, const HttpResponse& response);

}  // namespace gtest_redis
