#pragma once

#include "alert_gateway/defect.h"
#include "alert_gateway/http_api.h"

namespace alert_gateway {

/// An HttpApi that gives wrong answers.
class DefectiveApi : public HttpApi {
 public:
  DefectiveApi(const Options& options, Gateway* gateway)
      : HttpApi(options, gateway), defect_(options.defect) {}

 protected:
  void SendUnavailable(const RedisUnavailable& error, httplib::Response* response) override;
  void GetHealth(const std::string& body, httplib::Response* response) override;
  void GetReady(const std::string& body, httplib::Response* response) override;

 private:
  const Defect defect_;
};

}  // namespace alert_gateway
