#include "gtest_redis/redis/url.h"

#include <cctype>
#include <charconv>
#include <tuple>

namespace gtest_redis {
namespace {

[[noreturn]] void Fail(std::string_view url, const std::string& what) {
  // The password must not get into a log by way of an error message.
  const auto at = url.rfind('@');
  const auto scheme_end = url.find("://");
  std::string shown(url);
  if (at != std::string_view::npos) {
    const bool has_scheme = scheme_end < at;
    shown = std::string(url.substr(0, has_scheme ? scheme_end + 3 : 0)) + "***" +
            std::string(url.substr(at));
  }
  throw UrlError("cannot read redis url '" + shown + "': " + what +
                 "; the form is redis://[[user]:password@]host[:port][/database] or "
                 "unix://[[user]:password@]/path/to.sock[?db=database]");
}

int Number(std::string_view url, std::string_view text, int low, int high, const char* part) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || end != text.data() + text.size() || value < low ||
      value > high) {
    Fail(url, std::string(part) + " '" + std::string(text) + "' is not a number from " +
                  std::to_string(low) + " to " + std::to_string(high));
  }
  return value;
}

int HexDigit(char digit) {
  if (digit >= '0' && digit <= '9') return digit - '0';
  const int lower = std::tolower(static_cast<unsigned char>(digit));
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

std::string PercentDecode(std::string_view url, std::string_view text, const char* part) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      decoded += text[i];
      continue;
    }
    const int high = i + 2 < text.size() ? HexDigit(text[i + 1]) : -1;
    const int low = i + 2 < text.size() ? HexDigit(text[i + 2]) : -1;
    if (high < 0 || low < 0) {
      Fail(url, std::string("the ") + part + " has a '%' that no two hexadecimal digits follow");
    }
    decoded += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return decoded;
}

std::string PercentEncode(std::string_view text, std::string_view also_plain = "") {
  static constexpr char kHex[] = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) != 0 || std::string_view("-._~").find(c) != std::string_view::npos ||
        also_plain.find(c) != std::string_view::npos) {
      encoded += c;
    } else {
      encoded += '%';
      encoded += kHex[byte >> 4];
      encoded += kHex[byte & 15];
    }
  }
  return encoded;
}

void ParseUserInfo(std::string_view text, std::string_view user_info, Url& url) {
  const auto colon = user_info.find(':');
  if (colon == std::string_view::npos) {
    Fail(text, "the part before '@' has no ':'; write ':password@' or 'user:password@'");
  }
  url.user = PercentDecode(text, user_info.substr(0, colon), "user");
  url.password = PercentDecode(text, user_info.substr(colon + 1), "password");
}

void ParseUnix(std::string_view text, std::string_view rest, Url& url) {
  const auto query = rest.find('?');
  url.socket = PercentDecode(text, rest.substr(0, query), "path");
  if (url.socket.empty() || url.socket.front() != '/') {
    Fail(text, "the path '" + url.socket + "' of the unix socket is not absolute");
  }
  if (query == std::string_view::npos) return;
  const auto parameter = rest.substr(query + 1);
  if (parameter.substr(0, 3) != "db=") {
    Fail(text, "'" + std::string(parameter) + "' is not understood behind '?'; only db=N is");
  }
  url.database = Number(text, parameter.substr(3), 0, 1'000'000, "database");
}

void ParseTcp(std::string_view text, std::string_view rest, Url& url) {
  const auto slash = rest.find('/');
  auto authority = rest.substr(0, slash);
  if (slash != std::string_view::npos && slash + 1 < rest.size()) {
    url.database = Number(text, rest.substr(slash + 1), 0, 1'000'000, "database");
  }
  std::string_view port;
  bool has_port = false;
  if (!authority.empty() && authority.front() == '[') {
    const auto bracket = authority.find(']');
    if (bracket == std::string_view::npos) Fail(text, "the IPv6 host has no closing ']'");
    url.host = authority.substr(1, bracket - 1);
    authority.remove_prefix(bracket + 1);
    if (!authority.empty() && authority.front() != ':') {
      Fail(text, "'" + std::string(authority) + "' behind the IPv6 host is not ':port'");
    }
    has_port = !authority.empty();
    if (has_port) port = authority.substr(1);
  } else {
    const auto colon = authority.find(':');
    has_port = colon != std::string_view::npos;
    url.host = PercentDecode(text, authority.substr(0, colon), "host");
    if (has_port) port = authority.substr(colon + 1);
    const bool encoded_colon = url.host.find(':') != std::string::npos;
    if (encoded_colon || port.find(':') != std::string_view::npos) {
      Fail(text, "the host has more than one ':'; an IPv6 host stands in brackets, as in [::1]");
    }
  }
  if (url.host.empty()) Fail(text, "the host is empty");
  if (has_port) url.port = Number(text, port, 1, 65535, "port");
}

std::string Write(const Url& url, const std::string& password) {
  std::string user_info;
  if (!url.user.empty() || !url.password.empty()) {
    user_info = PercentEncode(url.user) + ":" + password + "@";
  }
  if (url.scheme == Url::Scheme::kUnix) {
    return "unix://" + user_info + PercentEncode(url.socket, "/") +
           "?db=" + std::to_string(url.database);
  }
  const bool ipv6 = url.host.find(':') != std::string::npos;
  return (url.scheme == Url::Scheme::kRediss ? "rediss://" : "redis://") + user_info +
         (ipv6 ? "[" + url.host + "]" : PercentEncode(url.host)) + ":" + std::to_string(url.port) +
         "/" + std::to_string(url.database);
}

}  // namespace

Url Url::Parse(std::string_view text) {
  const auto scheme_end = text.find("://");
  if (scheme_end == std::string_view::npos) Fail(text, "it has no scheme");
  const auto scheme = text.substr(0, scheme_end);
  auto rest = text.substr(scheme_end + 3);
  Url url;
  if (scheme == "redis") {
    url.scheme = Scheme::kRedis;
  } else if (scheme == "rediss") {
    url.scheme = Scheme::kRediss;
  } else if (scheme == "unix") {
    url.scheme = Scheme::kUnix;
  } else {
    Fail(text, "the scheme '" + std::string(scheme) + "' is none of redis, rediss, unix");
  }
  // The last '@': a password that was not encoded may hold one.
  const auto at = rest.rfind('@');
  if (at != std::string_view::npos) {
    ParseUserInfo(text, rest.substr(0, at), url);
    rest.remove_prefix(at + 1);
  }
  if (url.scheme == Scheme::kUnix) {
    ParseUnix(text, rest, url);
  } else {
    ParseTcp(text, rest, url);
  }
  return url;
}

std::string Url::ToString() const { return Write(*this, PercentEncode(password)); }

std::string Url::Redacted() const { return Write(*this, password.empty() ? "" : "***"); }

bool operator==(const Url& left, const Url& right) {
  const auto fields = [](const Url& url) {
    return std::tie(url.scheme, url.host, url.port, url.socket, url.user, url.password,
                    url.database);
  };
  return fields(left) == fields(right);
}

bool operator!=(const Url& left, const Url& right) { return !(left == right); }

}  // namespace gtest_redis
