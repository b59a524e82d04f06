#include <cstdlib>

#include "container/container_fixture.h"
#include "engine/tar.h"
#include "process/environment_variable.h"
#include "process/scratch_directory.h"
#include "server/container_engine.h"

namespace gtest_redis {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;
using testing::ThrowsMessage;

/// An image made from that of the tests, by lines of a Dockerfile.
class DerivedImage {
 public:
  DerivedImage(const std::string& name, const std::string& lines)
      : name_("gtest-redis/test-" + name + ":" + std::to_string(getpid())) {
    EngineRequest build{"POST", "/build?rm=1&t=" + EscapeQuery(name_)};
    build.body = Tar({{"Dockerfile", "FROM " + ImageName({}) + "\n" + lines + "\n"}});
    build.content_type = "application/x-tar";
    engine_.Call(build);
  }
  ~DerivedImage() {
    try {
      engine_.Call({"DELETE", "/images/" + name_ + "?force=1"});
    } catch (const EngineError& error) {
      ADD_FAILURE() << error.what();
    }
  }
  DerivedImage(const DerivedImage&) = delete;
  DerivedImage& operator=(const DerivedImage&) = delete;

  ServerOptions Options() const {
    ServerOptions options = InContainer();
    options.image = name_;
    return options;
  }

 private:
  const Engine engine_ = Engine::Find();
  const std::string name_;
};

TEST_F(ContainerTest, ThatExitsAtOnceShowsBothStreamsOfItsLog) {
  const DerivedImage image("exits",
                           R"(ENTRYPOINT ["/bin/sh", "-c", "echo out; echo err >&2; exit 3"])");
  EXPECT_THAT(
      [&] { RedisServer::Start(image.Options()); },
      ThrowsMessage<ServerError>(AllOf(HasSubstr("of image 'gtest-redis/test-exits:"),
                                       HasSubstr("exited with status 3 before it answered PING"),
                                       HasSubstr("\n  out"), HasSubstr("\n  err"))));
}

TEST_F(ContainerTest, ThatIsNoRedisIsGivenUpAtTheDeadline) {
  const DerivedImage image("silent",
                           R"(ENTRYPOINT ["/bin/sh", "-c", "echo hi; while :; do :; done"])");
  ServerOptions options = image.Options();
  options.start_timeout = std::chrono::milliseconds(300);
  EXPECT_THAT([&] { RedisServer::Start(options); },
              ThrowsMessage<ServerError>(AllOf(HasSubstr("did not answer PING within 300 ms"),
                                               HasSubstr("is it an image of Redis or Valkey?"),
                                               HasSubstr("  hi"))));
}

TEST_F(ContainerTest, ThatHasNoSuchProgramSaysWhatTheEngineSays) {
  const DerivedImage image("empty", R"(ENTRYPOINT ["/no/such/program"])");
  EXPECT_THAT([&] { RedisServer::Start(image.Options()); },
              ThrowsMessage<ServerError>(
                  AllOf(StartsWith("cannot start container"), HasSubstr("/no/such/program"))));
}

TEST_F(ContainerTest, MayHaveACommandInsteadOfAnEntryPoint) {
  const DerivedImage image("command", "ENTRYPOINT []\nCMD [\"redis-server\", \"--port\", \"1\"]");
  RedisServer server = RedisServer::Start(image.Options());
  EXPECT_EQ(server.Command("PING").string(), "PONG");
}

TEST_F(ContainerTest, WhoseImageCannotBeHadSaysWhatToDo) {
  ServerOptions options = InContainer();
  options.image = "127.0.0.1:1/no/such-image:1";
  EXPECT_THAT([&] { RedisServer::Start(options); },
              ThrowsMessage<ServerError>(
                  AllOf(HasSubstr("the image '127.0.0.1:1/no/such-image:1' is not there and cannot "
                                  "be pulled: "),
                        HasSubstr("without a network, bring one with 'docker load'"))));
  options.image = "Not A Name";
  EXPECT_THAT([&] { RedisServer::Start(options); },
              ThrowsMessage<ServerError>(HasSubstr("'Not A Name' is no name of an image")));
}

TEST_F(ContainerTest, WhoseImageTheEnvironmentNamesIsThatOne) {
  const EnvironmentVariable image("GTEST_REDIS_IMAGE", "127.0.0.1:1/named:1");
  EXPECT_THAT([&] { RedisServer::Start(InContainer()); },
              ThrowsMessage<ServerError>(HasSubstr("the image '127.0.0.1:1/named:1'")));
}

}  // namespace
}  // namespace gtest_redis
