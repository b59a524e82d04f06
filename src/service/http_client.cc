#include "gtest_redis/service/http_client.h"

#include <fcntl.h>
#include <sys/socket.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include <cctype>
#include <cerrno>
#include <mutex>
#include <optional>
#include <vector>

#include "process/await_io.h"
#include "process/deadline.h"
#include "process/printable.h"
#include "process/resolve.h"
#include "service/http_request.h"
#include "service/http_url.h"

namespace gtest_redis {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using boost::system::error_code;
using tcp = asio::ip::tcp;
using Parser = http::response_parser<http::string_body>;

// A service that closes idle connections waits longer than this before it does.
constexpr std::chrono::seconds kMaxIdle{1};
constexpr std::uint32_t kMaxHeader = 64 << 10;
constexpr std::uint64_t kMaxBody = 64 << 20;
constexpr std::size_t kShownBytes = 60;
constexpr std::size_t kReadSize = 64 << 10;

/// One connection, for one request at a time. After an error it is only fit to be destroyed.
class HttpConnection {
 public:
  error_code Connect(const HttpUrl& url, const Deadline& deadline) {
    error_code error = asio::error::host_not_found;
    for (const std::string& address : Resolve(url.host, deadline)) {
      const auto port = static_cast<std::uint16_t>(url.port);
      error = Connect(tcp::endpoint(asio::ip::make_address(address), port), deadline);
      if (!error || error == asio::error::timed_out) return error;
    }
    return deadline.passed() ? asio::error::timed_out : error;
  }

  /// Sends a request and reads its answer into `parser`, both at once: a service may answer, and
  /// close, before it has read everything. How the sending fares shows in the answer.
  error_code Exchange(std::string request, bool answer_has_body, const Deadline& deadline,
                      std::optional<Parser>& parser) {
    request_ = std::move(request);
    sent_ = false;
    bytes_received_ = 0;
    asio::async_write(socket_, asio::buffer(request_),
                      [this](error_code error, std::size_t) { sent_ = !error; });
    do {
      parser.emplace();
      parser->skip(!answer_has_body);
      const error_code error = Read(*parser, deadline);
      if (error) return error;
    } while (IsInterim(parser->get().result_int()));
    return {};
  }

  bool connected() const { return connected_; }
  std::size_t bytes_received() const { return bytes_received_; }
  /// What was received and not understood, or not yet.
  std::string Unread() const {
    const auto data = received_.data();
    return {static_cast<const char*>(data.data()), data.size()};
  }

  /// Whether nothing of the last exchange is left: neither request nor answer.
  bool Clean() const { return sent_ && received_.size() == 0; }
  void StartIdling() { idle_since_ = Deadline::Clock::now(); }
  /// Whether the service may still be expected to read from it. A request is never sent a second
  /// time, because the first may have been obeyed; so that the first must not go into a connection
  /// that was closed.
  bool Fresh() {
    char byte = 0;
    const auto peeked = recv(socket_.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    return peeked < 0 && errno == EAGAIN && Deadline::Clock::now() - idle_since_ < kMaxIdle;
  }

 private:
  error_code Connect(const tcp::endpoint& endpoint, const Deadline& deadline) {
    error_code error;
    socket_.close(error);
    socket_.open(endpoint.protocol(), error);
    if (error) return error;
    // A service must see its connection end, whatever other programs the test starts.
    fcntl(socket_.native_handle(), F_SETFD, FD_CLOEXEC);
    std::optional<error_code> connected;
    socket_.async_connect(endpoint, [&connected](error_code result) { connected = result; });
    error = AwaitIo(context_, connected, deadline);
    if (error) return error;
    connected_ = true;
    error_code ignored;
    socket_.set_option(tcp::no_delay(true), ignored);
    return error;
  }

  static bool IsInterim(unsigned status) { return status / 100 == 1 && status != 101; }

  error_code Read(Parser& parser, const Deadline& deadline) {
    // Not eager, so that a header is judged before its body is read: Beast 1.74 overlooks the limit
    // otherwise.
    parser.header_limit(kMaxHeader);
    parser.body_limit(kMaxBody);
    std::size_t parsed = 0;
    error_code error;
    while (!parser.is_done()) {
      if (received_.size() == 0 || error == http::error::need_more) {
        error = Receive(deadline);
        if (error == asio::error::eof) {
          if (!parser.got_some()) return http::error::end_of_stream;
          parser.put_eof(error);
          return error;
        }
        if (error) return error;
      }
      if (parsed == 0 && !MayBeHttp(Unread())) return http::error::bad_version;
      const std::size_t size = parser.put(received_.data(), error);
      received_.consume(size);
      parsed += size;
      if (error && error != http::error::need_more) return error;
    }
    return {};
  }

  error_code Receive(const Deadline& deadline) {
    std::optional<error_code> received;
    socket_.async_read_some(received_.prepare(kReadSize), [&](error_code error, std::size_t size) {
      received_.commit(size);
      bytes_received_ += size;
      received = error;
    });
    return AwaitIo(context_, received, deadline);
  }

  asio::io_context context_{1};
  tcp::socket socket_{context_};
  bool connected_ = false;
  std::string request_;
  bool sent_ = false;
  boost::beast::flat_buffer received_;
  std::size_t bytes_received_ = 0;
  Deadline::Clock::time_point idle_since_;
};

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
    std::optional<Parser> parser;
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
    : impl_(std::make_unique<Impl>(url, timeout)) {}
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

void HttpClient::HangUp() { impl_->HangUp(); }

}  // namespace gtest_redis
