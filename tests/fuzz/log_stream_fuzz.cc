// Logs of containers: no more comes out than went in, and what has no frame comes out as it is.

#include "engine/log_stream.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view stream = gtest_redis::Text(data, size);
  const std::string text = gtest_redis::DecodeLogStream(stream);
  gtest_redis::Require(text.size() <= size, "no more comes out than went in");
  gtest_redis::Require(text.size() == size || (size >= 8 && stream[0] <= 2),
                       "what has no frame comes out as it is");
  return 0;
}
