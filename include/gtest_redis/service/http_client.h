#pragma once

#include <chrono>
#include <memory>
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

/// Asks one HTTP/1.1 server. Connections are kept alive and used again, each for one request at a
/// time. Any thread, many at a time; move-only.
class HttpClient {
 public:
  /// `url` is "http://host[:port]"; `timeout` is for connecting, sending and the whole answer
  /// together. Throws UrlError for a malformed URL, and for https://, which this build cannot
  /// speak.
  explicit HttpClient(const std::string& url,
                      std::chrono::milliseconds timeout = std::chrono::milliseconds(5000));
  ~HttpClient();
  HttpClient(HttpClient&& other) noexcept;
  HttpClient& operator=(HttpClient&& other) noexcept;

  const std::string& url() const;

  HttpResponse Request(const HttpRequest& request);
  HttpResponse Get(const std::string& target, const HttpHeaders& headers = {});
  HttpResponse Post(const std::string& target, const std::string& body,
                    const HttpHeaders& headers = {});
  HttpResponse Put(const std::string& target, const std::string& body,
                   const HttpHeaders& headers = {});
  HttpResponse Patch(const std::string& target, const std::string& body,
                     const HttpHeaders& headers = {});
  HttpResponse Delete(const std::string& target, const HttpHeaders& headers = {});

  /// Closes the connections that are kept alive: a service that ends in good order waits for them.
  void HangUp();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace gtest_redis
