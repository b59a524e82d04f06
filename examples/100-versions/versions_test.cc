// The same test on every server that the service is to run on:
//   GATEWAY_TEST_SERVERS="redis-server /opt/valkey-8.0/bin/valkey-server" ctest
#include <gtest_redis/gtest_redis.h>

#include <cstdlib>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

namespace {

using namespace gtest_redis;

std::vector<std::string> Servers() {
  const char* variable = std::getenv("GATEWAY_TEST_SERVERS");
  std::istringstream names(variable == nullptr ? "" : variable);
  std::vector<std::string> servers(std::istream_iterator<std::string>(names), {});
  if (servers.empty()) servers = {""};  // the one that all tests run on
  return servers;
}

ServerOptions Program(const std::string& name) {
  ServerOptions options;
  options.backend = Backend::kProcess;
  options.executable = name;  // or, of a container, options.image
  return options;
}

class VersionsTest : public FreshRedisTest, public ::testing::WithParamInterface<std::string> {
 protected:
  VersionsTest() : FreshRedisTest(Program(GetParam())) {}

  Service gateway = StartService({ALERT_GATEWAY, "--listen", "{listen}", "--redis", "{redis}"});
};

TEST_P(VersionsTest, AnswersUnavailableWhileRedisIsFull) {
  StateGuard full = Enter(OutOfMemory());
  EXPECT_THAT(gateway.Post("/api/v1/signals", R"({"source": "a", "name": "b"})"), HasStatus(503));
}

INSTANTIATE_TEST_SUITE_P(Servers, VersionsTest, ::testing::ValuesIn(Servers()));

}  // namespace
