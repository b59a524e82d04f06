#include "server/permission.h"

#include <cstdlib>
#include <sstream>

namespace gtest_redis {
namespace {

constexpr char kMayFlush[] = "GTEST_REDIS_MAY_FLUSH";
constexpr char kMayChangeServer[] = "GTEST_REDIS_MAY_CHANGE_SERVER";

std::string DatabasePlace(const Url& url, int database) {
  return Place(url) + "/" + std::to_string(database);
}

bool Names(const char* variable, const std::string& place) {
  const char* value = std::getenv(variable);
  std::istringstream places(value == nullptr ? "" : value);
  for (std::string one; std::getline(places, one, ',');) {
    if (one == place) return true;
  }
  return false;
}

}  // namespace

std::string Place(const Url& url) {
  if (url.scheme == Url::Scheme::kUnix) return url.socket;
  const bool ipv6 = url.host.find(':') != std::string::npos;
  return (ipv6 ? "[" + url.host + "]" : url.host) + ":" + std::to_string(url.port);
}

std::string MayFlushLine(const Url& url, int database) {
  return std::string(kMayFlush) + "=" + DatabasePlace(url, database);
}

bool MayFlush(const Url& url, int database) {
  return Names(kMayFlush, DatabasePlace(url, database));
}

std::string MayChangeServerLine(const Url& url) {
  return std::string(kMayChangeServer) + "=" + Place(url);
}

bool MayChangeServer(const Url& url) { return Names(kMayChangeServer, Place(url)); }

}  // namespace gtest_redis
