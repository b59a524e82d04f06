// The same test on every server that the service is to run on.
#include <gtest_redis/gtest_redis.h>

#include <algorithm>
#include <string>
#include <vector>

namespace {

using namespace gtest_redis;

ServerOptions Program(const std::string& name) {
  ServerOptions options;
  options.backend = Backend::kProcess;
  options.executable = name;  // of containers: options.image
  return options;
}

std::vector<std::string> Installed() {
  std::vector<std::string> installed;
  for (const char* name : {"redis-server", "valkey-server"}) {
    if (CheckProcess(Program(name)).usable) installed.push_back(name);
  }
  return installed;
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

INSTANTIATE_TEST_SUITE_P(Installed, VersionsTest, ::testing::ValuesIn(Installed()),
                         [](const auto& test) {
                           std::string name = test.param;
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

}  // namespace
