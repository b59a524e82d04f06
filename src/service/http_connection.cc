#include "service/http_connection.h"

#include <sys/socket.h>

#include <boost/asio/write.hpp>
#include <cerrno>
#include <utility>

#include "process/await_io.h"
#include "process/resolve.h"

namespace gtest_redis {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using boost::system::error_code;
using tcp = asio::ip::tcp;

// A service that closes idle connections waits longer than this before it does.
constexpr std::chrono::seconds kMaxIdle{1};
constexpr std::uint32_t kMaxHeader = 64 << 10;
constexpr std::uint64_t kMaxBody = 64 << 20;
constexpr std::size_t kReadSize = 64 << 10;

bool IsInterim(unsigned status) { return status / 100 == 1 && status != 101; }

}  // namespace

HttpConnection::HttpConnection(int socket) : connected_(true) { socket_.assign(tcp::v4(), socket); }

error_code HttpConnection::Connect(const HttpUrl& url, const Deadline& deadline) {
  error_code error = asio::error::host_not_found;
  for (const std::string& address : Resolve(url.host, deadline)) {
    const auto port = static_cast<std::uint16_t>(url.port);
    error = Connect(tcp::endpoint(asio::ip::make_address(address), port), deadline);
    if (!error || error == asio::error::timed_out) return error;
  }
  return deadline.passed() ? asio::error::timed_out : error;
}

error_code HttpConnection::Exchange(std::string request, bool answer_has_body,
                                    const Deadline& deadline, std::optional<Parser>& parser) {
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
    // Beast takes "000", which stands for no answer here.
    if (parser->get().result_int() < 100) return http::error::bad_status;
  } while (IsInterim(parser->get().result_int()));
  return {};
}

std::string HttpConnection::Unread() const {
  const auto data = received_.data();
  return {static_cast<const char*>(data.data()), data.size()};
}

bool HttpConnection::Fresh() {
  char byte = 0;
  const auto peeked = recv(socket_.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  return peeked < 0 && errno == EAGAIN && Deadline::Clock::now() - idle_since_ < kMaxIdle;
}

error_code HttpConnection::Connect(const tcp::endpoint& endpoint, const Deadline& deadline) {
  const error_code error = AwaitConnect(context_, socket_, endpoint, deadline);
  if (error) return error;
  connected_ = true;
  error_code ignored;
  socket_.set_option(tcp::no_delay(true), ignored);
  return error;
}

error_code HttpConnection::Read(Parser& parser, const Deadline& deadline) {
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

error_code HttpConnection::Receive(const Deadline& deadline) {
  std::optional<error_code> received;
  socket_.async_read_some(received_.prepare(kReadSize), [&](error_code error, std::size_t size) {
    received_.commit(size);
    bytes_received_ += size;
    received = error;
  });
  return AwaitIo(context_, received, deadline);
}

}  // namespace gtest_redis
