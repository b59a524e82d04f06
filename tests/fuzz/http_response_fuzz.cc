// Answers as an HttpClient takes them from whoever calls himself a service.

#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <optional>

#include "fuzz.h"
#include "service/http_connection.h"

// First byte: whether the request has an answer with a body. The rest is what comes.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using gtest_redis::HttpConnection;
  using gtest_redis::Require;
  constexpr std::size_t kFitsIntoASocket = 32 * 1024;
  if (size > kFitsIntoASocket) return 0;
  std::string_view answer = gtest_redis::Text(data, size);
  const bool has_body = gtest_redis::TakeByte(answer) % 2 == 0;
  std::array<int, 2> ends{};
  Require(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) == 0, "has sockets");
  Require(write(ends[1], answer.data(), answer.size()) == static_cast<ssize_t>(answer.size()),
          "all is sent");
  shutdown(ends[1], SHUT_WR);
  {
    HttpConnection connection(ends[0]);
    std::optional<HttpConnection::Parser> parser;
    const auto error = connection.Exchange("GET / HTTP/1.1\r\n\r\n", has_body,
                                           gtest_redis::Deadline(std::chrono::seconds(10)), parser);
    Require(error != boost::asio::error::timed_out, "what has ended is not waited for");
    Require(connection.bytes_received() <= answer.size(), "no more is read than there is");
    if (!error) {
      const auto message = parser->release();
      Require(message.result_int() >= 100 && message.result_int() <= 999, "a status has 3 digits");
      Require(message.body().size() <= answer.size(), "a body is what came");
      Require(has_body || message.body().empty(), "an answer to HEAD has no body");
    }
  }
  close(ends[1]);
  return 0;
}
