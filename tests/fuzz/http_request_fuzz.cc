// Requests: no part of one can end its line and be taken for something else.

#include <algorithm>

#include "fuzz.h"
#include "gtest_redis/redis/error.h"
#include "service/http_request.h"

// Method, target, the headers' names and values, and the body, with a "|" between them.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text = gtest_redis::Text(data, size);
  gtest_redis::HttpRequest request;
  request.method = gtest_redis::TakePiece(text, '|');
  request.target = gtest_redis::TakePiece(text, '|');
  for (unsigned headers = gtest_redis::TakeByte(text) % 4; headers > 0; --headers) {
    std::string name = gtest_redis::TakePiece(text, '|');
    request.headers.emplace_back(std::move(name), gtest_redis::TakePiece(text, '|'));
  }
  request.body = text;
  try {
    const std::string wire = Serialize(request, "127.0.0.1:80");
    const auto end = wire.find("\r\n\r\n");
    gtest_redis::Require(wire.substr(end + 4) == request.body, "the body follows the first gap");
    const std::string head = wire.substr(0, end + 2);
    gtest_redis::Require(
        head.rfind(request.method + " " + request.target + " HTTP/1.1\r\n", 0) == 0,
        "the first line is the request's");
    const auto lines = std::count(head.begin(), head.end(), '\n');
    const auto given = static_cast<std::ptrdiff_t>(request.headers.size());
    gtest_redis::Require(lines > given && lines <= 5 + given, "there is a line for each header");
    gtest_redis::Require(std::count(head.begin(), head.end(), '\r') == lines, "lines end in CR LF");
    AsksToClose(request);
  } catch (const gtest_redis::Error&) {
    // Says what is wrong.
  }
  return 0;
}
