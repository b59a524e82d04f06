// Addresses of engines: what is read is written and read again as the same.

#include "engine/engine_address.h"
#include "engine/engine_error.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using gtest_redis::EngineAddress;
  try {
    const EngineAddress address = EngineAddress::Parse(std::string(gtest_redis::Text(data, size)));
    const EngineAddress again = EngineAddress::Parse(address.ToString());
    gtest_redis::Require(again.socket == address.socket && again.host == address.host,
                         "an address is the same when it was written");
    gtest_redis::Require(again.local() || again.port == address.port, "and its port, too");
  } catch (const gtest_redis::EngineError&) {
    // Says what is wrong.
  }
  return 0;
}
