#pragma once

#include <string>

#include "gtest_redis/service/http_client.h"

namespace gtest_redis {

/// The request as it goes on the wire, with the fields that it does not name itself: Host
/// (`authority`), User-Agent, Content-Length and Content-Type. Throws Error for a method, target or
/// header field that would end its line or otherwise be read as something else.
std::string Serialize(const HttpRequest& request, const std::string& authority);

/// Whether the request asks for the connection to be closed.
bool AsksToClose(const HttpRequest& request);

}  // namespace gtest_redis
