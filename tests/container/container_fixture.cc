#include "container/container_fixture.h"

#include <cstdlib>

#include "engine/host_network.h"
#include "server/backend_choice.h"
#include "server/container_server.h"

namespace gtest_redis {

ServerOptions InContainer(ContainerNetwork network) {
  ServerOptions options;
  options.backend = Backend::kContainer;
  options.network = network;
  return options;
}

std::vector<ContainerSummary> ContainersOf(pid_t program) {
  return Container::List(Engine::Find(), "org.gtest-redis.pid=" + std::to_string(program));
}

bool Refuses(const RedisServer& server) {
  try {
    constexpr std::chrono::milliseconds kPatience{1000};
    Connection(server.url(), {kPatience, kPatience}).Command("PING");
    return false;
  } catch (const ConnectionError&) {
    return true;
  }
}

void ContainerTest::SetUp() {
  try {
    const ContainerServer not_started(InContainer());
  } catch (const UnavailableError& error) {
    if (IsRequired(std::getenv("GTEST_REDIS_REQUIRE"), Backend::kContainer)) {
      FAIL() << error.what() << "; GTEST_REDIS_REQUIRE makes this a failure";
    }
    GTEST_SKIP() << error.what();
  }
}

void ContainerTest::TearDown() {
  if (IsSkipped() || HasFatalFailure()) return;
  for (const ContainerSummary& left : ContainersOf(getpid())) {
    ADD_FAILURE() << "the container '" << left.name << "' was left";
  }
}

void ContainerNetworkTest::SetUp() {
  ContainerTest::SetUp();
  if (IsSkipped() || HasFatalFailure() || GetParam() != ContainerNetwork::kHost) return;
  const std::string why_not = WhyNotHostNetwork(Engine::Find());
  if (!why_not.empty()) GTEST_SKIP() << why_not;
}

}  // namespace gtest_redis
