#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "gtest_redis/service/http_request.h"
#include "gtest_redis/service/http_response.h"
#include "gtest_redis/service/load.h"

namespace gtest_redis {

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

  /// Sends many requests, and returns when the last of them is answered, or its time has passed.
  /// Throws Error for a plan without an end (neither `requests` nor `duration`), and as
  /// StartLoad().
  LoadResult Load(const LoadPlan& plan);
  /// The same in the background, so that a test can change something meanwhile. The client may go
  /// before the load does. Throws Error for a plan that makes no sense.
  LoadRun StartLoad(const LoadPlan& plan);

  /// Closes the connections that are kept alive: a service that ends in good order waits for them.
  void HangUp();

 private:
  class Impl;
  std::shared_ptr<Impl> impl_;  // A load in the background has a share of it.
};

}  // namespace gtest_redis
