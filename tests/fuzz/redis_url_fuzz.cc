// URLs of a Redis: what is read is written and read again as the same; no password is shown.

#include "fuzz.h"
#include "gtest_redis/redis/url.h"

using gtest_redis::Require;
using gtest_redis::Url;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = gtest_redis::Text(data, size);
  try {
    const Url url = Url::Parse(text);
    Require(Url::Parse(url.ToString()) == url, "a url is the same when it was written");
    Url redacted = Url::Parse(url.Redacted());
    Require(redacted.password.empty() == url.password.empty(), "Redacted() has *** for a password");
    Require(url.password.empty() || redacted.password == "***", "Redacted() shows no password");
    redacted.password = url.password;
    Require(redacted == url, "Redacted() has all but the password");
  } catch (const gtest_redis::UrlError&) {
    // Says what is wrong.
  }
  return 0;
}
