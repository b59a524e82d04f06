#include "gtest_redis/service/http_client.h"

#include <boost/asio/error.hpp>
#include <boost/beast/http/error.hpp>
#include <cctype>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "process/deadline.h"
#include "process/printable.h"
#include "service/http_connection.h"
#include "service/http_request.h"
#include "service/http_url.h"

namespace gtest_redis {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using boost::system::error_code;

constexpr std::size_t kShownBytes = 60;

bool IsAboutHttp(const error_code& error) {
  return error.category() == http::make_error_code(http::error::end_of_stream).category();
}

bool IsEndOfStream(const error_code& error) {
  return error == http::error::end_of_stream || error == http::error::partial_message;
}

HttpFailure Failure(const error_code& error, const HttpConnection& connection) {
  if (error == asio::error::timed_out) return HttpFailure::kTimeout;
  if (!connection.connected()) return HttpFailure::kRefused;
  const bool malformed = IsAboutHttp(error) && !IsEndOfStream(error);
  return malformed ? HttpFailure::kMalformed : HttpFailure::kClosed;
}

std::string Text(const error_code& error) {
  if (IsEndOfStream(error)) return "the connection was closed";
  std::string text = error.message();
  if (!text.empty()) text[0] = static_cast<char>(std::tolower(text[0]));
  return text;
}

// What happened instead of an answer; `request` is "'GET http://127.0.0.1:41001/x'".
std::string Explain(const error_code& error, const HttpConnection& connection,
                    const std::string& request, std::chrono::milliseconds timeout) {
  const std::size_t bytes = connection.bytes_received();
  const std::string came =
      connection.connected()
          ? " (" + std::to_string(bytes) + (bytes == 1 ? " byte came)" : " bytes came)")
          : " (no connection was made)";
  switch (Failure(error, connection)) {
    case HttpFailure::kNone:
      break;
    case HttpFailure::kTimeout:
      return "no answer within " + std::to_string(timeout.count()) + " ms to " + request + came;
    case HttpFailure::kRefused:
      return "no answer to " + request + ": " + Text(error);
    case HttpFailure::kClosed:
      return (bytes > 0 ? "no whole answer to " : "no answer to ") + request + ": " + Text(error) +
             came;
    case HttpFailure::kMalformed:
      return "no valid answer to " + request + ": " + Text(error) + " at '" +
             Printable(connection.Unread(), kShownBytes) + "'";
  }
  return "";
}

}  // namespace

class HttpClient::Impl {
 public:
  Impl(const std::string& url, std::chrono::milliseconds timeout)
      : server_(HttpUrl::Parse(url)), url_(server_.ToString()), timeout_(timeout) {}

  const std::string& url() const { return url_; }

  HttpResponse Request(const HttpRequest& request) {
    std::string text = Serialize(request, server_.Authority());
    const auto timeout = request.timeout.count() > 0 ? request.timeout : timeout_;
    const Deadline deadline(timeout);
    HttpResponse response;
    std::optional<HttpConnection::Parser> parser;
    error_code error;
    auto connection = TakeIdle();
    if (connection == nullptr) {
      connection = std::make_unique<HttpConnection>();
      error = connection->Connect(server_, deadline);
    }
    if (!error) {
      const auto start = Deadline::Clock::now();
      error = connection->Exchange(std::move(text), request.method != "HEAD", deadline, parser);
      response.duration =
          std::chrono::duration_cast<std::chrono::microseconds>(Deadline::Clock::now() - start);
    }
    if (error) {
      const std::string subject = "'" + request.method + " " + url_ + request.target + "'";
      response.failure = Failure(error, *connection);
      response.error = Explain(error, *connection, subject, timeout);
      return response;
    }
    const bool kept = parser->keep_alive() && connection->Clean() && !AsksToClose(request);
    auto message = parser->release();
    response.status = static_cast<int>(message.result_int());
    for (const auto& field : message) {
      response.headers.emplace_back(field.name_string(), field.value());
    }
    response.body = std::move(message.body());
    if (kept && response.status != 101) PutIdle(std::move(connection));
    return response;
  }

  void HangUp() {
    const std::lock_guard lock(mutex_);
    idle_.clear();
  }

 private:
  std::unique_ptr<HttpConnection> TakeIdle() {
    const std::lock_guard lock(mutex_);
    while (!idle_.empty()) {
      std::unique_ptr<HttpConnection> connection = std::move(idle_.back());
      idle_.pop_back();
      if (connection->Fresh()) return connection;
    }
    return nullptr;
  }

  void PutIdle(std::unique_ptr<HttpConnection> connection) {
    connection->StartIdling();
    const std::lock_guard lock(mutex_);
    idle_.push_back(std::move(connection));
  }

  const HttpUrl server_;
  const std::string url_;
  const std::chrono::milliseconds timeout_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<HttpConnection>> idle_;
};

HttpClient::HttpClient(const std::string& url, std::chrono::milliseconds timeout)
    : impl_(std::make_shared<Impl>(url, timeout)) {}
HttpClient::~HttpClient() = default;
HttpClient::HttpClient(HttpClient&& other) noexcept = default;
HttpClient& HttpClient::operator=(HttpClient&& other) noexcept = default;

const std::string& HttpClient::url() const { return impl_->url(); }

HttpResponse HttpClient::Request(const HttpRequest& request) { return impl_->Request(request); }

HttpResponse HttpClient::Get(const std::string& target, const HttpHeaders& headers) {
  return Request({"GET", target, headers, ""});
}

HttpResponse HttpClient::Post(const std::string& target, const std::string& body,
                              const HttpHeaders& headers) {
  return Request({"POST", target, headers, body});
}

HttpResponse HttpClient::Put(const std::string& target, const std::string& body,
                             const HttpHeaders& headers) {
  return Request({"PUT", target, headers, body});
}

HttpResponse HttpClient::Patch(const std::string& target, const std::string& body,
                               const HttpHeaders& headers) {
  return Request({"PATCH", target, headers, body});
}

HttpResponse HttpClient::Delete(const std::string& target, const HttpHeaders& headers) {
  return Request({"DELETE", target, headers, ""});
}

LoadResult HttpClient::Load(const LoadPlan& plan) { return StartLoad(plan).AwaitEnd(); }

LoadRun HttpClient::StartLoad(const LoadPlan& plan) {
  return {plan, [impl = impl_](const HttpRequest& request) { return impl->Request(request); }};
}

void HttpClient::HangUp() { impl_->HangUp(); }

}  // namespace gtest_redis
