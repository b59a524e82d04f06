#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <cstddef>
#include <optional>
#include <string>

#include "process/deadline.h"
#include "service/http_url.h"

namespace gtest_redis {

/// One connection, for one request at a time. After an error it is only fit to be destroyed.
class HttpConnection {
 public:
  using Parser = boost::beast::http::response_parser<boost::beast::http::string_body>;
  using ErrorCode = boost::system::error_code;

  HttpConnection() = default;
  /// Takes a connected socket.
  explicit HttpConnection(int socket);

  ErrorCode Connect(const HttpUrl& url, const Deadline& deadline);

  /// Sends a request and reads its answer into `parser`, both at once: a service may answer, and
  /// close, before it has read everything. How the sending fares shows in the answer.
  ErrorCode Exchange(std::string request, bool answer_has_body, const Deadline& deadline,
                     std::optional<Parser>& parser);

  bool connected() const { return connected_; }
  std::size_t bytes_received() const { return bytes_received_; }
  /// What was received and not understood, or not yet.
  std::string Unread() const;

  /// Whether nothing of the last exchange is left: neither request nor answer.
  bool Clean() const { return sent_ && received_.size() == 0; }
  void StartIdling() { idle_since_ = Deadline::Clock::now(); }
  /// Whether the service may still be expected to read from it. A request is never sent a second
  /// time, because the first may have been obeyed; so that the first must not go into a connection
  /// that was closed.
  bool Fresh();

 private:
  ErrorCode Connect(const boost::asio::ip::tcp::endpoint& endpoint, const Deadline& deadline);
  ErrorCode Read(Parser& parser, const Deadline& deadline);
  ErrorCode Receive(const Deadline& deadline);

  boost::asio::io_context context_{1};
  boost::asio::ip::tcp::socket socket_{context_};
  bool connected_ = false;
  std::string request_;
  bool sent_ = false;
  boost::beast::flat_buffer received_;
  std::size_t bytes_received_ = 0;
  Deadline::Clock::time_point idle_since_;
};

}  // namespace gtest_redis
