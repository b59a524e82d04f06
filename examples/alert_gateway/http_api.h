#pragma once

#include <httplib.h>

#include <chrono>
#include <string>

#include "alert_gateway/gateway.h"
#include "alert_gateway/options.h"

namespace alert_gateway {

/// The gateway over HTTP: which path does what, and which status an outcome is.
class HttpApi {
 public:
  HttpApi(const Options& options, Gateway* gateway);
  virtual ~HttpApi() = default;

  /// Lets `server` answer every request.
  void Install(httplib::Server* server);

 protected:
  virtual void SendUnavailable(const RedisUnavailable& error, httplib::Response* response);
  virtual void GetHealth(const std::string& body, httplib::Response* response);
  virtual void GetReady(const std::string& body, httplib::Response* response);

 private:
  using Request = httplib::Request;
  using Response = httplib::Response;
  using Answer = void (HttpApi::*)(const std::string& body, Response* response);
  struct Route {
    const char* path;
    const char* allow;  // the methods it takes, as in the Allow header
    Answer answer;
  };
  static const Route kRoutes[];

  void Serve(const Request& request, Response* response, const httplib::ContentReader* reader);
  void PostSignal(const std::string& body, Response* response);
  void PostWebhook(const std::string& body, Response* response);
  Deadline NewDeadline() const;

  const Options options_;
  Gateway* const gateway_;
};

}  // namespace alert_gateway
