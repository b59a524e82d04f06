#include "service/http_url.h"

#include <charconv>
#include <string_view>

namespace gtest_redis {
namespace {

[[noreturn]] void Fail(const std::string& url, const std::string& what) {
  throw UrlError("cannot read service url '" + url + "': " + what +
                 "; the form is http://host[:port]");
}

int ParsePort(const std::string& url, std::string_view text) {
  int port = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, port);
  if (error != std::errc() || stop != end || port < 1 || port > 65535) {
    Fail(url, "port '" + std::string(text) + "' is not a number from 1 to 65535");
  }
  return port;
}

}  // namespace

HttpUrl HttpUrl::Parse(const std::string& text) {
  static constexpr std::string_view kScheme = "http://";
  std::string_view rest = text;
  if (rest.substr(0, 8) == "https://") Fail(text, "this build cannot speak https");
  if (rest.substr(0, kScheme.size()) != kScheme) Fail(text, "it does not begin with http://");
  rest.remove_prefix(kScheme.size());
  if (!rest.empty() && rest.back() == '/') rest.remove_suffix(1);
  if (rest.find('/') != std::string_view::npos) {
    Fail(text, "it has a path, which belongs to each request");
  }

  HttpUrl url;
  const auto bracket = rest.find(']');
  if (!rest.empty() && rest.front() == '[' && bracket != std::string_view::npos) {
    url.host = rest.substr(1, bracket - 1);
    rest.remove_prefix(bracket + 1);
  } else {
    url.host = rest.substr(0, rest.find(':'));
    rest.remove_prefix(url.host.size());
  }
  static constexpr std::string_view kInHost =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_:%";
  if (url.host.empty() || url.host.find_first_not_of(kInHost) != std::string::npos) {
    Fail(text, "'" + url.host + "' is no host");
  }
  if (!rest.empty() && rest.front() != ':') {
    Fail(text, "'" + std::string(rest) + "' is not ':port'");
  }
  if (!rest.empty()) url.port = ParsePort(text, rest.substr(1));
  return url;
}

std::string HttpUrl::Authority() const {
  const bool ipv6 = host.find(':') != std::string::npos;
  return (ipv6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

}  // namespace gtest_redis
