#include "alert_gateway/http_api.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <vector>

#include "alert_gateway/log.h"
#include "alert_gateway/signal.h"

namespace alert_gateway {
namespace {

using nlohmann::json;

constexpr char kRetryAfter[] = "Retry-After";
constexpr time_t kIoTimeoutSeconds = 2;
// An open connection holds a worker. So an idle one is closed soon, and a busy one makes room for
// others now and then.
constexpr time_t kKeepAliveSeconds = 2;
constexpr size_t kRequestsPerConnection = 100;

void Send(int status, const json& body, httplib::Response* response) {
  response->status = status;
  // Redis's own words are in some answers, and they need not be UTF-8.
  const std::string text = body.dump(-1, ' ', false, json::error_handler_t::replace);
  response->set_content(text, "application/json");
}

void SendError(int status, const std::string& error, httplib::Response* response) {
  Send(status, {{"error", error}}, response);
}

/// Adds what every answer with this outcome has, and sends it.
void SendOutcome(Outcome outcome, json body, httplib::Response* response) {
  body["status"] = ToString(outcome);
  switch (outcome) {
    case Outcome::kCreated:
      return Send(201, body, response);
    case Outcome::kLimited:
      body["error"] = "too many new signals from this source in this minute";
      response->set_header(kRetryAfter, std::to_string(UntilNextMinute().count()));
      return Send(429, body, response);
    default:
      return Send(202, body, response);
  }
}

/// Reads the body; false if it could not be read. What is beyond `limit` is read too, but not kept:
/// left unread, it would be taken for the connection's next request.
bool ReadBody(const httplib::Request& request, const httplib::ContentReader& reader, size_t limit,
              std::string* body) {
  const auto keep = [&](const char* data, size_t size) {
    if (body->size() <= limit) body->append(data, size);
    return true;
  };
  // Without a length httplib would read until the client hangs up.
  if (!request.has_header("Content-Length") && !request.has_header("Transfer-Encoding"))
    return true;
  if (request.is_multipart_form_data()) {
    return reader([](const httplib::MultipartFormData&) { return true; }, keep);
  }
  return reader(keep);
}

bool Contains(const std::string& methods, const std::string& method) {
  return (", " + methods + ",").find(" " + method + ",") != std::string::npos;
}

}  // namespace

const HttpApi::Route HttpApi::kRoutes[] = {
    {"/api/v1/signals", "POST", &HttpApi::PostSignal},
    {"/api/v1/signals/prometheus", "POST", &HttpApi::PostWebhook},
    {"/healthz", "GET, HEAD", &HttpApi::GetHealth},
    {"/readyz", "GET, HEAD", &HttpApi::GetReady},
};

HttpApi::HttpApi(const Options& options, Gateway* gateway) : options_(options), gateway_(gateway) {}

void HttpApi::Install(httplib::Server* server) {
  server->set_keep_alive_max_count(kRequestsPerConnection);
  server->set_keep_alive_timeout(kKeepAliveSeconds);
  server->set_read_timeout(kIoTimeoutSeconds);
  server->set_write_timeout(kIoTimeoutSeconds);
  server->set_payload_max_length(static_cast<size_t>(options_.max_body_bytes));
  server->set_tcp_nodelay(true);
  const auto workers = static_cast<size_t>(options_.workers);
  server->new_task_queue = [workers] { return new httplib::ThreadPool(workers); };

  const auto without_body = [this](const Request& request, Response& response) {
    Serve(request, &response, nullptr);
  };
  const auto with_body = [this](const Request& request, Response& response,
                                const httplib::ContentReader& reader) {
    Serve(request, &response, &reader);
  };
  const std::string every_path = ".*";
  server->Get(every_path, without_body);
  server->Options(every_path, without_body);
  server->Post(every_path, with_body);
  server->Put(every_path, with_body);
  server->Patch(every_path, with_body);
  server->Delete(every_path, with_body);

  // What httplib answers by itself, such as 400 to something that is not HTTP.
  server->set_error_handler([](const Request&, Response& response) {
    if (response.body.empty()) SendError(response.status, "the request makes no sense", &response);
  });
  server->set_exception_handler([](const Request&, Response& response, const auto& /*exception*/) {
    SendError(500, "internal error", &response);
  });
  server->set_post_routing_handler([](const Request& request, Response& response) {
    if (response.status < 500) return;
    Log(std::to_string(response.status) + " " + request.method + " " + request.path + " " +
        response.body);
  });
}

void HttpApi::Serve(const Request& request, Response* response,
                    const httplib::ContentReader* reader) {
  const auto limit = static_cast<size_t>(options_.max_body_bytes);
  std::string body;
  const bool complete = reader == nullptr || ReadBody(request, *reader, limit, &body);

  const auto route = std::find_if(std::begin(kRoutes), std::end(kRoutes),
                                  [&](const Route& r) { return r.path == request.path; });
  if (route == std::end(kRoutes)) return SendError(404, "there is no such path", response);
  if (!Contains(route->allow, request.method)) {
    response->set_header("Allow", route->allow);
    return SendError(405, "this path takes " + std::string(route->allow), response);
  }
  if (body.size() > limit || response->status == 413) {
    return SendError(413, "the body is larger than " + std::to_string(limit) + " bytes", response);
  }
  if (!complete) return SendError(400, "the body could not be read to its end", response);

  try {
    (this->*route->answer)(body, response);
  } catch (const MalformedSignal& error) {
    SendError(400, error.what(), response);
  } catch (const RedisUnavailable& error) {
    SendUnavailable(error, response);
  }
}

void HttpApi::SendUnavailable(const RedisUnavailable& error, Response* response) {
  response->set_header(kRetryAfter, "1");
  Send(503, {{"error", error.what()}, {"code", error.code()}}, response);
}

void HttpApi::PostSignal(const std::string& body, Response* response) {
  const Signal signal = ParseSignal(body);
  const Outcome outcome = gateway_->Handle(signal, NewDeadline());
  SendOutcome(outcome, {{"fingerprint", signal.fingerprint}}, response);
}

void HttpApi::PostWebhook(const std::string& body, Response* response) {
  const std::vector<Signal> signals = ParseWebhook(body);
  const Deadline deadline = NewDeadline();
  Outcome overall = Outcome::kResolved;
  json alerts = json::array();
  for (const Signal& signal : signals) {
    const Outcome outcome = gateway_->Handle(signal, deadline);
    overall = std::max(overall, outcome);
    alerts.push_back({{"status", ToString(outcome)}, {"fingerprint", signal.fingerprint}});
  }
  SendOutcome(overall, {{"alerts", alerts}}, response);
}

void HttpApi::GetHealth(const std::string&, Response* response) {
  Send(200, {{"status", "alive"}}, response);
}

void HttpApi::GetReady(const std::string&, Response* response) {
  gateway_->CheckReady(NewDeadline());
  Send(200, {{"status", "ready"}}, response);
}

Deadline HttpApi::NewDeadline() const {
  return std::chrono::steady_clock::now() + std::chrono::milliseconds(options_.deadline_ms);
}

}  // namespace alert_gateway
