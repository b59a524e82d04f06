#include "alert_gateway/redis_url.h"

#include <charconv>
#include <limits>

namespace alert_gateway {
namespace {

constexpr int kMaxPort = 65535;

std::string DecodePercent(const std::string& text) {
  std::string decoded;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      decoded += text[i];
      continue;
    }
    unsigned char byte = 0;
    const char* digits = text.data() + i + 1;
    if (i + 2 >= text.size() || std::from_chars(digits, digits + 2, byte, 16).ptr != digits + 2) {
      throw UsageError("'%' must be followed by two hexadecimal digits");
    }
    decoded += static_cast<char>(byte);
    i += 2;
  }
  return decoded;
}

/// Returns what is before `position`; what is behind it goes to `rest`.
std::string SplitAt(const std::string& text, size_t position, std::string* rest) {
  if (position == std::string::npos) return text;
  *rest = text.substr(position + 1);
  return text.substr(0, position);
}

}  // namespace

int ParseNumber(const std::string& what, const std::string& text, int minimum, int maximum) {
  int number = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || stop != end || number < minimum || number > maximum) {
    throw UsageError(what + " must be a whole number from " + std::to_string(minimum) + " to " +
                     std::to_string(maximum) + ", not '" + text + "'");
  }
  return number;
}

HostPort ParseHostPort(const std::string& text, int default_port) {
  const bool bracketed = !text.empty() && text[0] == '[';
  const size_t host_end = bracketed ? text.find(']') : text.find(':');
  if (bracketed && host_end == std::string::npos) {
    throw UsageError("']' is missing in '" + text + "'");
  }

  const std::string host = bracketed ? text.substr(1, host_end - 1) : text.substr(0, host_end);
  if (host.empty()) throw UsageError("the host is missing in '" + text + "'");

  const size_t port_begin = bracketed ? host_end + 1 : host_end;
  if (port_begin >= text.size()) {
    if (default_port < 0) throw UsageError("the port is missing in '" + text + "'");
    return {host, default_port};
  }
  if (text[port_begin] != ':') throw UsageError("':' must follow ']' in '" + text + "'");
  return {host, ParseNumber("the port", text.substr(port_begin + 1), 0, kMaxPort)};
}

RedisUrl RedisUrl::Parse(const std::string& text) {
  const std::string scheme = "redis://";
  if (text.rfind(scheme, 0) != 0) throw UsageError("the url must begin with 'redis://'");

  RedisUrl url;
  std::string database;
  std::string authority = text.substr(scheme.size());
  authority = SplitAt(authority, authority.find('/'), &database);
  if (!database.empty()) {
    url.database = ParseNumber("the database", database, 0, std::numeric_limits<int>::max());
  }

  const size_t at = authority.rfind('@');
  if (at != std::string::npos) {
    std::string password;
    const std::string credentials = authority.substr(0, at);
    url.user = DecodePercent(SplitAt(credentials, credentials.find(':'), &password));
    url.password = DecodePercent(password);
    authority = authority.substr(at + 1);
  }
  url.address = ParseHostPort(authority, kDefaultPort);
  return url;
}

std::string RedisUrl::ToString() const {
  const bool ipv6 = address.host.find(':') != std::string::npos;
  return "redis://" + (ipv6 ? "[" + address.host + "]" : address.host) + ":" +
         std::to_string(address.port) + "/" + std::to_string(database);
}

}  // namespace alert_gateway
