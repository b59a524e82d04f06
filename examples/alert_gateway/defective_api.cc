#include "alert_gateway/defective_api.h"

#include <unistd.h>

#include <cstdlib>

namespace alert_gateway {
namespace {

/// Sentences of one version of Redis, as somebody once copied them from a terminal.
bool IsFamiliar(const std::string& message) {
  for (const char* sentence : {"OOM command not allowed when used memory > 'maxmemory'.",
                               "LOADING Redis is loading the dataset in memory",
                               "READONLY You can't write against a read only slave."}) {
    if (message == std::string("redis refused: ") + sentence) return true;
  }
  return message.rfind("redis refused: ", 0) != 0;
}

}  // namespace

void DefectiveApi::SendUnavailable(const RedisUnavailable& error, httplib::Response* response) {
  if (defect_ == Defect::kCrashes) std::abort();
  if (defect_ == Defect::kExits) _exit(1);
  HttpApi::SendUnavailable(error, response);
  if (defect_ == Defect::kAnswers500) response->status = 500;
  if (defect_ == Defect::kDropsRetryAfter) response->headers.erase("Retry-After");
  if (defect_ == Defect::kMatchesSentences && !IsFamiliar(error.what())) response->status = 500;
}

void DefectiveApi::GetHealth(const std::string& body, httplib::Response* response) {
  if (defect_ == Defect::kLivenessAsksRedis) return HttpApi::GetReady(body, response);
  HttpApi::GetHealth(body, response);
}

void DefectiveApi::GetReady(const std::string& body, httplib::Response* response) {
  if (defect_ == Defect::kReadinessIgnoresRedis) return HttpApi::GetHealth(body, response);
  HttpApi::GetReady(body, response);
}

}  // namespace alert_gateway
