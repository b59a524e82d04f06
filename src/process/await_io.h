#pragma once

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

/// Whether what was received may be the begin of an HTTP response. Beast's parser waits for the end
/// of a header that never comes.
inline bool MayBeHttp(std::string_view received) {
  constexpr std::string_view kBegin = "HTTP/1.";
  const std::string_view begin = received.substr(0, kBegin.size());
  return kBegin.substr(0, begin.size()) == begin;
}

}  // namespace gtest_redis
