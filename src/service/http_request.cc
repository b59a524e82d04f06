#include "service/http_request.h"

#include <strings.h>

#include <algorithm>
#include <cctype>
#include <string_view>

#include "gtest_redis/redis/error.h"
#include "process/printable.h"

namespace gtest_redis {
namespace {

bool IsToken(std::string_view text) {
  static constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
           kMarks.find(c) != std::string_view::npos;
  });
}

bool IsTarget(std::string_view text) {
  const bool visible = std::all_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) > 0x20 && c != 0x7f;
  });
  return visible && (text == "*" || text.substr(0, 1) == "/");
}

bool IsFieldValue(std::string_view text) {
  return text.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos;
}

[[noreturn]] void Refuse(const std::string& what, const std::string& value,
                         const std::string& why) {
  throw Error("cannot send a request with the " + what + " '" + Printable(value, 100) +
              "': " + why);
}

void Check(const HttpRequest& request) {
  if (!IsToken(request.method)) {
    Refuse("method", request.method, "a method is one word, such as GET");
  }
  if (!IsTarget(request.target)) {
    Refuse(
        "target", request.target,
        "a target begins with '/' and has no blanks and no control characters; write them as %20");
  }
  for (const auto& [name, value] : request.headers) {
    if (!IsToken(name)) {
      Refuse("header name", name, "a name has letters, digits and hyphens only");
    }
    if (!IsFieldValue(value)) {
      Refuse("header value", value, "a value has no line ends and no zero bytes");
    }
  }
}

const std::string* Find(const HttpHeaders& headers, const char* name) {
  for (const auto& header : headers) {
    if (strcasecmp(header.first.c_str(), name) == 0) return &header.second;
  }
  return nullptr;
}

}  // namespace

std::string Serialize(const HttpRequest& request, const std::string& authority) {
  Check(request);
  HttpHeaders headers = request.headers;
  const auto add = [&headers](const char* name, const std::string& value) {
    if (Find(headers, name) == nullptr) headers.emplace_back(name, value);
  };
  add("Host", authority);
  add("User-Agent", "gtest-redis");
  if (!request.body.empty()) add("Content-Type", "application/json");
  const std::string& method = request.method;
  const bool expects_body = method == "POST" || method == "PUT" || method == "PATCH";
  if ((expects_body || !request.body.empty()) && Find(headers, "Transfer-Encoding") == nullptr) {
    add("Content-Length", std::to_string(request.body.size()));
  }
  std::string text = method + " " + request.target + " HTTP/1.1\r\n";
  for (const auto& [name, value] : headers) text.append(name + ": " + value + "\r\n");
  return text + "\r\n" + request.body;
}

bool AsksToClose(const HttpRequest& request) {
  const std::string* connection = Find(request.headers, "Connection");
  return connection != nullptr && strcasecmp(connection->c_str(), "close") == 0;
}

}  // namespace gtest_redis
