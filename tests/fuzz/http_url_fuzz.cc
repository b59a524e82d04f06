// URLs of a service: what is read is written and read again as the same.

#include "fuzz.h"
#include "service/http_url.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using gtest_redis::HttpUrl;
  try {
    const HttpUrl url = HttpUrl::Parse(std::string(gtest_redis::Text(data, size)));
    const HttpUrl again = HttpUrl::Parse(url.ToString());
    gtest_redis::Require(again.host == url.host && again.port == url.port,
                         "a url is the same when it was written");
  } catch (const gtest_redis::UrlError&) {
    // Says what is wrong.
  }
  return 0;
}
