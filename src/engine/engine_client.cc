#include "engine/engine_client.h"

#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <cerrno>
#include <optional>

#include "engine/engine_error.h"
#include "process/await_io.h"
#include "process/deadline.h"
#include "process/printable.h"
#include "process/system_error.h"

namespace gtest_redis {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using boost::system::error_code;
using Endpoint = asio::generic::stream_protocol::endpoint;
using Parser = http::response_parser<http::string_body>;

constexpr std::uint32_t kMaxHeader = 64 << 10;
constexpr std::uint64_t kMaxBody = 64 << 20;
constexpr std::uint64_t kMaxStream = std::uint64_t{1} << 40;
constexpr std::size_t kShownBytes = 60;

/// One connection, for one request.
class EngineConnection {
 public:
  error_code Connect(const EngineAddress& address, const Deadline& deadline) {
    error_code error = asio::error::host_not_found;
    for (const SocketAddress& each : SocketAddresses(address, deadline)) {
      const Endpoint endpoint(&each.storage, each.size);
      error = AwaitConnect(context_, socket_, endpoint, deadline);
      if (!error || error == asio::error::timed_out) return error;
    }
    return deadline.passed() ? asio::error::timed_out : error;
  }

  /// Reads the answer while it sends the request: an engine may answer before it has read all.
  error_code Exchange(const http::request<http::string_body>& message, const EngineRequest& request,
                      Deadline deadline, Parser& parser) {
    http::async_write(socket_, message, [](error_code, std::size_t) {});
    parser.header_limit(kMaxHeader);
    parser.body_limit(request.sink ? kMaxStream : kMaxBody);
    while (!parser.is_done()) {
      std::optional<error_code> received;
      http::async_read_some(socket_, received_, parser,
                            [&received](error_code error, std::size_t) { received = error; });
      const error_code error = AwaitIo(context_, received, deadline);
      // The parser would wait for the end of a header that never comes.
      if (!parser.is_header_done() && !MayBeHttp(Unread())) return http::error::bad_version;
      if (error) return error;
      if (request.sink && parser.is_header_done() && parser.get().result_int() == 200) {
        request.sink(parser.get().body());
        parser.get().body().clear();
        deadline = Deadline(request.timeout);
      }
    }
    return {};
  }

  /// What was received and not understood, or not yet.
  std::string Unread() const {
    const auto data = received_.data();
    return {static_cast<const char*>(data.data()), data.size()};
  }

 private:
  asio::io_context context_{1};
  asio::generic::stream_protocol::socket socket_{context_};
  boost::beast::flat_buffer received_;
};

http::request<http::string_body> Message(const EngineAddress& address,
                                         const EngineRequest& request) {
  http::request<http::string_body> message;
  message.method_string(request.method);
  message.target(request.target);
  message.version(11);
  message.set(http::field::host, address.local() ? "localhost" : address.host);
  message.set(http::field::connection, "close");
  if (!request.body.empty()) message.set(http::field::content_type, request.content_type);
  if (!request.registry_auth.empty()) message.set("X-Registry-Auth", request.registry_auth);
  message.body() = request.body;
  message.prepare_payload();
  return message;
}

[[noreturn]] void Throw(const EngineAddress& address, const EngineRequest& request,
                        const error_code& error, const std::string& unread, bool connected) {
  const std::string engine = "the engine at '" + address.ToString() + "'";
  const std::string subject = "'" + request.method + " " + request.target + "'";
  if (error == asio::error::timed_out) {
    throw EngineError(engine + " did not answer " + subject + " within " +
                          std::to_string(request.timeout.count()) + " ms",
                      0, ETIMEDOUT);
  }
  if (!connected) {
    const bool by_system = error.category() == boost::system::system_category();
    const std::string reason = by_system ? ErrnoText(error.value()) : "there is no such host";
    throw EngineError("cannot connect to " + engine + ": " + reason, 0,
                      by_system ? error.value() : EHOSTUNREACH);
  }
  if (error == http::error::end_of_stream || error == http::error::partial_message ||
      error.category() == boost::system::system_category()) {
    throw EngineError(engine + " closed the connection instead of answering " + subject, 0,
                      ECONNRESET);
  }
  throw EngineError(engine + " answered " + subject + " with what is no HTTP (" + error.message() +
                    "): '" + Printable(unread, kShownBytes) + "'");
}

}  // namespace

EngineResponse SendToEngine(const EngineAddress& address, const EngineRequest& request) {
  const Deadline deadline(request.timeout);
  const auto message = Message(address, request);
  Parser parser;
  EngineConnection connection;
  error_code error = connection.Connect(address, deadline);
  const bool connected = !error;
  if (!error) error = connection.Exchange(message, request, deadline, parser);
  if (error) Throw(address, request, error, connection.Unread(), connected);
  EngineResponse response;
  response.status = static_cast<int>(parser.get().result_int());
  response.api_version = std::string(parser.get()["Api-Version"]);
  response.server = std::string(parser.get()[http::field::server]);
  response.body = std::move(parser.get().body());
  return response;
}

}  // namespace gtest_redis
