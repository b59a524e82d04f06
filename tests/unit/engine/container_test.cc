#include "engine/container.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "engine/scripted_engine.h"

namespace gtest_redis {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;
using testing::ThrowsMessage;

class EngineContainerTest : public testing::Test {
 protected:
  json BodyOfLast() {
    const std::string request = scripted_.requests().back();
    return json::parse(request.substr(request.find("\r\n\r\n")));
  }
  std::string LineOfLast() {
    const std::string request = scripted_.requests().back();
    return request.substr(0, request.find("\r\n"));
  }

  ScriptedEngine scripted_;
  const Container container_{scripted_.engine(), "c1"};
};

TEST_F(EngineContainerTest, IsMadeWithAPublishedPort) {
  scripted_.Answer("POST /containers/create", Http(201, R"({"Id":"x"})"));
  ContainerOptions options;
  options.name = "c1";
  options.image = "redis:7";
  options.arguments = {"--save \"\"\nport 1\n"};
  options.labels = {{"org.gtest-redis", "1"}};
  options.container_port = 6379;
  options.host_address = "127.0.0.1";
  options.host_port = 40001;
  EXPECT_EQ(Container::Create(scripted_.engine(), options).name(), "c1");
  EXPECT_EQ(LineOfLast(), "POST /v1.41/containers/create?name=c1 HTTP/1.1");
  EXPECT_THAT(scripted_.requests().back(), HasSubstr("Content-Type: application/json\r\n"));
  EXPECT_EQ(BodyOfLast(), json::parse(R"({
    "Image": "redis:7",
    "Cmd": ["--save \"\"\nport 1\n"],
    "Labels": {"org.gtest-redis": "1"},
    "ExposedPorts": {"6379/tcp": {}},
    "HostConfig": {
      "LogConfig": {"Type": "json-file"},
      "PortBindings": {"6379/tcp": [{"HostIp": "127.0.0.1", "HostPort": "40001"}]}
    }})"));
}

TEST_F(EngineContainerTest, IsMadeInTheHostNetworkWithAMemoryLimit) {
  scripted_.Answer("POST /containers/create", Http(201, "{}"));
  ContainerOptions options;
  options.host_network = true;
  options.memory_limit = 64 << 20;
  Container::Create(scripted_.engine(), options);
  EXPECT_EQ(BodyOfLast()["HostConfig"], json::parse(R"({
    "LogConfig": {"Type": "json-file"}, "NetworkMode": "host",
    "Memory": 67108864, "MemorySwap": 67108864})"));
  EXPECT_FALSE(BodyOfLast().contains("ExposedPorts"));
}

TEST_F(EngineContainerTest, MayHaveAnyByteInItsArguments) {
  scripted_.Answer("POST /containers/create", Http(201, "{}"));
  ContainerOptions options;
  options.arguments = {"\xff\"\n"};
  Container::Create(scripted_.engine(), options);
  EXPECT_EQ(BodyOfLast()["Cmd"][0], "\xEF\xBF\xBD\"\n");
}

TEST_F(EngineContainerTest, TellsWhyItWasNotMade) {
  scripted_.Answer("POST /containers/create", Http(409, R"({"message":"the name is in use"})"));
  EXPECT_THAT([&] { Container::Create(scripted_.engine(), {}); },
              ThrowsMessage<EngineError>(EndsWith("with 409: the name is in use")));
}

TEST_F(EngineContainerTest, IsStartedPausedAndResumed) {
  scripted_.Answer("POST /containers/c1/start", Http(304, ""));
  scripted_.Answer("POST /containers/c1/pause", Http(204, ""));
  scripted_.Answer("POST /containers/c1/unpause", Http(500, R"({"message":"cgroup"})"));
  container_.Start();
  container_.Pause();
  EXPECT_THAT([&] { container_.Unpause(); }, ThrowsMessage<EngineError>(EndsWith("500: cgroup")));
}

TEST_F(EngineContainerTest, IsNotSignalledWhenItDoesNotRun) {
  scripted_.Answer("POST /containers/c1/kill", Http(409, R"({"message":"is not running"})"));
  container_.Signal("SIGTERM");
  EXPECT_EQ(LineOfLast(), "POST /v1.41/containers/c1/kill?signal=SIGTERM HTTP/1.1");
  scripted_.Answer("POST /containers/c1/kill", Http(500, ""));
  EXPECT_THROW(container_.Signal("SIGKILL"), EngineError);
}

TEST_F(EngineContainerTest, IsLookedAt) {
  scripted_.Answer("GET /containers/c1/json", Http(200, R"({"State":{"Running":false,"Paused":true,
      "OOMKilled":true,"ExitCode":137,"Pid":42,"Error":"no such file"}})"));
  const ContainerState state = container_.Inspect();
  EXPECT_FALSE(state.running);
  EXPECT_TRUE(state.paused);
  EXPECT_TRUE(state.oom_killed);
  EXPECT_EQ(state.exit_code, 137);
  EXPECT_EQ(state.pid, 42);
  EXPECT_EQ(state.error, "no such file");
}

TEST_F(EngineContainerTest, ThatIsNotThereIsNotFound) {
  scripted_.Answer("GET /containers/c1/json", Http(404, R"({"message":"No such container: c1"})"));
  try {
    container_.Inspect();
    FAIL() << "no error";
  } catch (const EngineError& error) {
    EXPECT_EQ(error.status(), 404);
    EXPECT_THAT(error.what(), EndsWith("with 404: No such container: c1"));
  }
}

TEST_F(EngineContainerTest, ThatIsLookedAtInVainIsToldSo) {
  scripted_.Answer("GET /containers/c1/json", Http(200, R"({"State":{"Running":"yes"}})"));
  EXPECT_THAT([&] { container_.Inspect(); },
              ThrowsMessage<EngineError>(HasSubstr("what was not expected")));
}

TEST_F(EngineContainerTest, IsWaitedForUntilTheDeadline) {
  scripted_.Answer("POST /containers/c1/wait", Http(200, R"({"StatusCode":0})"));
  EXPECT_TRUE(container_.WaitForExit(Deadline(std::chrono::seconds(10))));
  scripted_.Hang("POST /containers/c1/wait");
  EXPECT_FALSE(container_.WaitForExit(Deadline(std::chrono::milliseconds(30))));
  scripted_.Answer("POST /containers/c1/wait", Http(500, ""));
  EXPECT_THROW(container_.WaitForExit(Deadline(std::chrono::seconds(10))), EngineError);
}

TEST_F(EngineContainerTest, ShowsTheLastWholeLinesOfItsLog) {
  const std::string frame = std::string("\1\0\0\0\0\0\0\6", 8) + "first\n";
  const std::string other = std::string("\2\0\0\0\0\0\0\7", 8) + "second\n";
  scripted_.Answer("GET /containers/c1/logs", Http(200, frame + other));
  EXPECT_EQ(container_.Log(4000), "first\nsecond\n");
  EXPECT_EQ(LineOfLast(), "GET /v1.41/containers/c1/logs?stdout=1&stderr=1&tail=200 HTTP/1.1");
  EXPECT_EQ(container_.Log(10), "second\n");
}

TEST_F(EngineContainerTest, GetsFilesAsAnArchive) {
  scripted_.Answer("PUT /containers/c1/archive", Http(200, ""));
  container_.Upload("/da ta", {{"a.conf", "save\n"}});
  const std::string request = scripted_.requests().back();
  EXPECT_THAT(request, StartsWith("PUT /v1.41/containers/c1/archive?path=%2Fda%20ta HTTP/1.1\r\n"));
  EXPECT_THAT(request, HasSubstr("Content-Type: application/x-tar\r\n"));
  EXPECT_EQ(request.substr(request.find("\r\n\r\n") + 4).size(), 4 * 512);
}

TEST_F(EngineContainerTest, IsRemovedWithItsVolumes) {
  scripted_.Answer("DELETE /containers/c1", Http(204, ""));
  container_.Remove();
  EXPECT_EQ(LineOfLast(), "DELETE /v1.41/containers/c1?force=true&v=true HTTP/1.1");
  EXPECT_EQ(container_.RemovalRequest(),
            "DELETE /v1.41/containers/c1?force=true&v=true HTTP/1.1\r\n"
            "Host: localhost\r\nConnection: close\r\n\r\n");
  scripted_.Answer("DELETE /containers/c1", Http(404, ""));
  container_.Remove();
  scripted_.Answer("DELETE /containers/c1", Http(500, R"({"message":"busy"})"));
  EXPECT_THAT([&] { container_.Remove(); }, ThrowsMessage<EngineError>(EndsWith("500: busy")));
}

TEST_F(EngineContainerTest, ThatSomebodyElseRemovesIsWaitedFor) {
  scripted_.Answer("DELETE /containers/c1", Http(409, R"({"message":"already in progress"})"));
  std::thread other([this] {
    while (scripted_.requests().empty()) Pause(std::chrono::milliseconds(1));
    scripted_.Answer("DELETE /containers/c1", Http(404, ""));
  });
  container_.Remove();
  other.join();
  EXPECT_GE(scripted_.requests().size(), 2U);
}

TEST_F(EngineContainerTest, IsFoundByItsLabel) {
  scripted_.Answer("GET /containers/json", Http(200, R"([{"Id":"id1","Names":["/c1"],
      "State":"exited","Labels":{"org.gtest-redis":"1","other":"x"}}])"));
  const auto found = Container::List(scripted_.engine(), "org.gtest-redis=1");
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].id, "id1");
  EXPECT_EQ(found[0].name, "c1");
  EXPECT_EQ(found[0].state, "exited");
  EXPECT_EQ(found[0].labels.at("other"), "x");
  EXPECT_EQ(LineOfLast(),
            "GET /v1.41/containers/json?all=1&filters="
            "%7B%22label%22%3A%5B%22org.gtest-redis%3D1%22%5D%7D HTTP/1.1");
}

TEST_F(EngineContainerTest, ThatIsListedWithoutANameIsAnError) {
  for (const char* body : {R"([{"Id":"id1","Names":[],"State":"x","Labels":{}}])", R"([7])"}) {
    scripted_.Answer("GET /containers/json", Http(200, body));
    EXPECT_THAT([&] { Container::List(scripted_.engine(), "a"); },
                ThrowsMessage<EngineError>(HasSubstr("what was not expected")));
  }
}

}  // namespace
}  // namespace gtest_redis
