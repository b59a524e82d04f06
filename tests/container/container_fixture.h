#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <string>
#include <vector>

#include "engine/container.h"
#include "gtest_redis/server/redis_server.h"

namespace gtest_redis {

/// Options for a container, whatever the environment says.
ServerOptions InContainer(ContainerNetwork network = ContainerNetwork::kAutomatic);

/// The containers that the program of this process id made, and that are there.
std::vector<ContainerSummary> ContainersOf(pid_t program);

/// Whether connections to the server end at once.
bool Refuses(const RedisServer& server);

/// Skips the test where no container can be had, or fails it where GTEST_REDIS_REQUIRE says so.
/// Afterwards, nothing of the test may be left.
class ContainerTest : public testing::Test {
 protected:
  void SetUp() override;
  void TearDown() override;
};

/// The same in each kind of network.
class ContainerNetworkTest : public ContainerTest,
                             public testing::WithParamInterface<ContainerNetwork> {
 protected:
  /// Skips where this machine's network cannot be shared.
  void SetUp() override;

  static ServerOptions Options() { return InContainer(GetParam()); }
};

}  // namespace gtest_redis
