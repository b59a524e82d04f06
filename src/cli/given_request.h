#pragma once

#include <string>
#include <vector>

#include "gtest_redis/service/http_request.h"

namespace gtest_redis {

/// A request as it is given on a command line: "POST /api/v1/signals {"name": "a"}".
struct GivenRequest {
  HttpRequest request;
  bool by_default = false;  ///< Nobody asked for it: it is left out when it leads to nothing.

  /// "POST /api/v1/signals".
  std::string Name() const { return request.method + " " + request.target; }
};

/// Reads them. Those that can have a body and were given none get the files' contents, in order.
/// Throws UsageError for what is no request, a file that cannot be read, and one that is left.
std::vector<GivenRequest> ParseRequests(const std::vector<std::string>& texts,
                                        const std::vector<std::string>& body_files);

/// GET of the paths by which services tell how they are.
std::vector<GivenRequest> UsualRequests();

}  // namespace gtest_redis
