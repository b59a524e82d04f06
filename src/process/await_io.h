#pragma once

#include <fcntl.h>

#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <optional>
#include <string_view>

#include "process/deadline.h"

namespace gtest_redis {

/// Runs operations until the one that sets `result` is done. When the deadline passes first, that
/// operation must never be heard of again: the connection has to go.
inline boost::system::error_code AwaitIo(boost::asio::io_context& context,
                                         const std::optional<boost::system::error_code>& result,
                                         const Deadline& deadline) {
  while (!result) {
    context.restart();
    if (context.run_one_for(deadline.remaining()) == 0) return boost::asio::error::timed_out;
  }
  return *result;
}

/// Connects `socket`, anew where it was connected.
template <typename Socket>
boost::system::error_code AwaitConnect(boost::asio::io_context& context, Socket& socket,
                                       const typename Socket::endpoint_type& endpoint,
                                       const Deadline& deadline) {
  boost::system::error_code error;
  socket.close(error);
  socket.open(endpoint.protocol(), error);
  if (error) return error;
  // The other side must see this connection end, whatever programs the test starts.
  fcntl(socket.native_handle(), F_SETFD, FD_CLOEXEC);
  std::optional<boost::system::error_code> connected;
  socket.async_connect(endpoint,
                       [&connected](boost::system::error_code result) { connected = result; });
  return AwaitIo(context, connected, deadline);
}

/// Whether what was received may be the begin of an HTTP response. Beast's parser waits for the end
/// of a header that never comes.
inline bool MayBeHttp(std::string_view received) {
  constexpr std::string_view kBegin = "HTTP/1.";
  const std::string_view begin = received.substr(0, kBegin.size());
  return kBegin.substr(0, begin.size()) == begin;
}

}  // namespace gtest_redis
