#include "server/required_version.h"

namespace gtest_redis {

std::string WhyTooOld(RedisServer& server, const std::string& version) {
  const auto dot = version.find('.');
  const int minor = dot == std::string::npos ? 0 : std::stoi(version.substr(dot + 1));
  if (server.AtLeast(std::stoi(version), minor)) return "";
  return "it needs Redis " + version + ", and this is " + server.product() + " " + server.version();
}

}  // namespace gtest_redis
