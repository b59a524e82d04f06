#include "engine/engine_address.h"

#include <gmock/gmock.h>

#include <filesystem>

#include "engine/engine_error.h"
#include "process/environment_variable.h"
#include "process/scratch_directory.h"

namespace gtest_redis {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing::ThrowsMessage;

TEST(EngineAddressTest, IsAUnixSocketOrPlainTcp) {
  const EngineAddress local = EngineAddress::Parse("unix:///var/run/docker.sock");
  EXPECT_TRUE(local.local());
  EXPECT_EQ(local.socket, "/var/run/docker.sock");
  for (const char* text :
       {"tcp://build:2376", "http://build:2376", "build:2376", "tcp://build:2376/"}) {
    const EngineAddress remote = EngineAddress::Parse(text);
    EXPECT_FALSE(remote.local()) << text;
    EXPECT_EQ(remote.ToString(), "tcp://build:2376") << text;
  }
  EXPECT_EQ(EngineAddress::Parse("tcp://build").port, 2375);
  EXPECT_EQ(EngineAddress::Parse("tcp://[::1]:99").host, "::1");
  EXPECT_EQ(EngineAddress::Parse("tcp://[::1]:99").ToString(), "tcp://[::1]:99");
}

TEST(EngineAddressTest, ThatIsNotSpokenHereSaysWhatToDo) {
  const auto error_of = [](const std::string& text) {
    try {
      return EngineAddress::Parse(text).ToString();
    } catch (const EngineError& error) {
      return std::string("error: ") + error.what();
    }
  };
  EXPECT_THAT(error_of("ssh://me@build"), HasSubstr("error: 'ssh://me@build': ssh is not spoken"));
  EXPECT_THAT(error_of("ssh://me@build"), HasSubstr("DOCKER_HOST=unix:///tmp/engine.sock"));
  EXPECT_THAT(error_of("npipe:////./pipe/docker_engine"), HasSubstr("DOCKER_HOST=tcp://127.0.0.1"));
  EXPECT_THAT(error_of("https://build:2376"), HasSubstr("over TLS is not spoken to here; use"));
  const EnvironmentVariable verify("DOCKER_TLS_VERIFY", "1");
  EXPECT_THAT(error_of("tcp://build:2376"), HasSubstr("(DOCKER_TLS_VERIFY is set)"));
  EXPECT_EQ(error_of("unix:///a.sock"), "unix:///a.sock");
}

TEST(EngineAddressTest, ThatIsNonsenseIsNamed) {
  for (const char* text : {"", "unix://", "unix://a.sock", "tcp://", "tcp://:2375", "tcp://a:",
                           "tcp://a:0", "tcp://a:65536", "tcp://a:123456789012", "tcp://a:2375x",
                           "tcp://user@a:1", "tcp://a/b", "ftp://a", "tcp://[::1"}) {
    EXPECT_THAT([&] { EngineAddress::Parse(text); },
                ThrowsMessage<EngineError>(HasSubstr(std::string("'") + text + "' is no address")))
        << text;
  }
}

/// An environment in which nothing says where an engine is.
class EngineCandidatesTest : public testing::Test {
 protected:
  static std::vector<std::string> Addresses() {
    std::vector<std::string> addresses;
    for (const auto& each : EngineCandidates()) addresses.push_back(each.address);
    return addresses;
  }
  void WriteContext(const std::string& directory, const std::string& meta) const {
    const std::string path = home_.path() + "/contexts/meta/" + directory;
    std::filesystem::create_directories(path);
    home_.Write("contexts/meta/" + directory + "/meta.json", meta);
  }

  const ScratchDirectory home_;
  const EnvironmentVariable host_{"DOCKER_HOST", ""};
  const EnvironmentVariable context_{"DOCKER_CONTEXT", ""};
  const EnvironmentVariable podman_{"CONTAINER_HOST", ""};
  const EnvironmentVariable config_{"DOCKER_CONFIG", home_.path()};
  const EnvironmentVariable home_variable_{"HOME", "/home/me"};
  const EnvironmentVariable runtime_{"XDG_RUNTIME_DIR", "/run/user/7"};
};

TEST_F(EngineCandidatesTest, AreTheUsualSockets) {
  EXPECT_THAT(Addresses(),
              testing::ElementsAre("unix:///var/run/docker.sock", "unix:///run/user/7/docker.sock",
                                   "unix:///home/me/.docker/run/docker.sock",
                                   "unix:///home/me/.docker/desktop/docker.sock",
                                   "unix:///run/podman/podman.sock",
                                   "unix:///run/user/7/podman/podman.sock"));
}

TEST_F(EngineCandidatesTest, AreOneWhereDockerHostNamesIt) {
  const EnvironmentVariable host("DOCKER_HOST", "tcp://build:1");
  const EnvironmentVariable context("DOCKER_CONTEXT", "other");
  EXPECT_THAT(Addresses(), testing::ElementsAre("tcp://build:1"));
}

TEST_F(EngineCandidatesTest, BeginWithTheCurrentContext) {
  home_.Write("config.json", R"({"currentContext":"far"})");
  WriteContext("a", R"({"Name":"near","Endpoints":{"docker":{"Host":"unix:///near.sock"}}})");
  WriteContext("b", R"({"Name":"far","Endpoints":{"docker":{"Host":"unix:///far.sock"}}})");
  EXPECT_THAT(Addresses(), SizeIs(7));
  EXPECT_EQ(EngineCandidates().front().address, "unix:///far.sock");
  EXPECT_EQ(EngineCandidates().front().source, "the current Docker context 'far'");

  const EnvironmentVariable context("DOCKER_CONTEXT", "near");
  EXPECT_THAT(Addresses(), testing::ElementsAre("unix:///near.sock"));
}

TEST_F(EngineCandidatesTest, AreTheUsualSocketsInTheDefaultContext) {
  home_.Write("config.json", R"({"currentContext":"default"})");
  EXPECT_EQ(Addresses().front(), "unix:///var/run/docker.sock");
}

TEST_F(EngineCandidatesTest, IncludePodmansOwnVariable) {
  const EnvironmentVariable podman("CONTAINER_HOST", "unix:///p.sock");
  EXPECT_THAT(Addresses(), testing::Contains("unix:///p.sock"));
}

TEST_F(EngineCandidatesTest, TellOfAContextThatIsNotThere) {
  const EnvironmentVariable context("DOCKER_CONTEXT", "gone");
  ASSERT_THAT(EngineCandidates(), SizeIs(1));
  EXPECT_THAT(EngineCandidates().front().problem, HasSubstr("there is no Docker context 'gone'"));
}

TEST_F(EngineCandidatesTest, TellOfAConfigurationThatCannotBeRead) {
  home_.Write("config.json", "{ nonsense");
  EXPECT_THAT(EngineCandidates().front().problem, HasSubstr("config.json' is not a JSON object"));
  home_.Write("config.json", R"({"currentContext": 7})");
  EXPECT_THAT(EngineCandidates().front().problem, HasSubstr("cannot be read"));
  home_.Write("config.json", R"({"currentContext": "odd"})");
  WriteContext("a", R"({"Name":"odd","Endpoints":{"docker":{"Host":[]}}})");
  EXPECT_THAT(EngineCandidates().front().problem, HasSubstr("cannot be read"));
}

}  // namespace
}  // namespace gtest_redis
