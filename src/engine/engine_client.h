#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <string_view>

#include "engine/engine_address.h"

namespace gtest_redis {

struct EngineRequest {
  std::string method;
  std::string target;  ///< The path and query, without the version.
  std::string body = {};
  std::string content_type = "application/json";
  std::string registry_auth = {};  ///< The X-Registry-Auth header; empty: none.
  /// Until the whole answer is there; with a `sink`, until the next piece of it is.
  std::chrono::milliseconds timeout{30000};
  /// Takes the body of a successful answer piece by piece, as it comes.
  std::function<void(std::string_view)> sink = {};
};

struct EngineResponse {
  int status = 0;
  std::string body;
  std::string api_version;  ///< The Api-Version header.
  std::string server;       ///< The Server header: "Docker/20.10.24 (linux)".
};

/// Sends one request on a connection of its own and returns the answer, whatever its status. Any
/// thread. Throws EngineError when no valid answer comes within the time.
EngineResponse SendToEngine(const EngineAddress& address, const EngineRequest& request);

}  // namespace gtest_redis
