#include "engine/host_network.h"

#include <gmock/gmock.h>
#include <sys/utsname.h>

#include <nlohmann/json.hpp>

#include "engine/scripted_engine.h"

namespace gtest_redis {
namespace {

using nlohmann::json;
using testing::HasSubstr;

class HostNetworkTest : public testing::Test {
 protected:
  HostNetworkTest() { uname(&system_); }

  // What an engine on this machine says, but for `changes`.
  std::string WhyNot(const json& changes = json::object()) {
    json info = {{"Name", system_.nodename},
                 {"OperatingSystem", "Debian"},
                 {"KernelVersion", system_.release},
                 {"SecurityOptions", {"name=seccomp,profile=default"}}};
    info.update(changes);
    scripted_.Answer("GET /info", Http(200, info.dump()));
    return WhyNotHostNetwork(scripted_.engine());
  }

  utsname system_{};
  ScriptedEngine scripted_;
};

// The scripted engine is this very process.
TEST_F(HostNetworkTest, IsSharedByAnEngineOfThisMachine) { EXPECT_EQ(WhyNot(), ""); }

TEST_F(HostNetworkTest, IsNotThatOfAnEngineElsewhere) {
  EXPECT_THAT(WhyNot({{"SecurityOptions", {"name=seccomp", "name=rootless"}}}),
              HasSubstr("is rootless"));
  EXPECT_THAT(WhyNot({{"OperatingSystem", "Docker Desktop"}}), HasSubstr("virtual machine"));
  EXPECT_THAT(WhyNot({{"KernelVersion", "1.0"}}), HasSubstr("with kernel '1.0'"));
  EXPECT_THAT(WhyNot({{"Name", "elsewhere"}}), HasSubstr("its host is 'elsewhere'"));
}

TEST(RemoteHostNetworkTest, IsNotProvable) {
  ScriptedEngine scripted(ScriptedEngine::On::kTcp);
  EXPECT_THAT(WhyNotHostNetwork(scripted.engine()), HasSubstr("over the network"));
  EXPECT_TRUE(scripted.requests().empty());
}

TEST(InterfaceInTest, NeedsTheBridgesNameAndSubnet) {
  EXPECT_TRUE(InterfaceIn({"lo", {"10.0.0.0/8", "127.0.0.0/8"}}));
  EXPECT_FALSE(InterfaceIn({"lo", {"172.17.0.0/16"}}));
  EXPECT_FALSE(InterfaceIn({"docker99", {"127.0.0.0/8"}}));
  EXPECT_FALSE(InterfaceIn({"lo", {}}));
  EXPECT_FALSE(InterfaceIn({"lo", {"127.0.0.1"}}));
  EXPECT_FALSE(InterfaceIn({"lo", {"127.0.0.1/0"}}));
  EXPECT_FALSE(InterfaceIn({"lo", {"127.0.0.0/33"}}));
  EXPECT_FALSE(InterfaceIn({"lo", {"127.0.0.2/32"}}));
  EXPECT_FALSE(InterfaceIn({"lo", {"::/64"}}));
}

}  // namespace
}  // namespace gtest_redis
