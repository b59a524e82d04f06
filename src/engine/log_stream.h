#pragma once

#include <string>
#include <string_view>

namespace gtest_redis {

/// The text of a container's log as the engine sends it: frames of both output streams, in the
/// order of their coming, each with 8 bytes in front (stream, 0, 0, 0, size). Without a frame (a
/// container with a terminal has none), the text as it is; a frame that was cut short, as far as it
/// goes.
std::string DecodeLogStream(std::string_view stream);

}  // namespace gtest_redis
