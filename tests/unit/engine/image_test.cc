#include "engine/image.h"

#include <gmock/gmock.h>

#include "engine/scripted_engine.h"
#include "process/environment_variable.h"

namespace gtest_redis {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;
using testing::ThrowsMessage;

class ImageTest : public testing::Test {
 protected:
  // Whatever is pulled, goes to a file, not to a terminal.
  void Pull(const std::string& name) {
    testing::internal::CaptureStderr();
    try {
      PullImage(scripted_.engine(), name);
    } catch (const EngineError&) {
      shown_ = testing::internal::GetCapturedStderr();
      throw;
    }
    shown_ = testing::internal::GetCapturedStderr();
  }
  std::string LastRequest() { return scripted_.requests().back(); }

  const ScratchDirectory home_;
  const EnvironmentVariable config_{"DOCKER_CONFIG", home_.path()};
  ScriptedEngine scripted_;
  std::string shown_;
};

TEST_F(ImageTest, SaysWhatItRuns) {
  scripted_.Answer("GET /images/redis:7/json",
                   Http(200, R"({"Id":"sha256:1","Config":{"Entrypoint":["docker-entrypoint.sh"],
                                 "Cmd":["redis-server"],"WorkingDir":"/data"}})"));
  const auto image = FindImage(scripted_.engine(), "redis:7");
  ASSERT_TRUE(image);
  EXPECT_EQ(image->id, "sha256:1");
  EXPECT_THAT(image->entry_point, ElementsAre("docker-entrypoint.sh"));
  EXPECT_THAT(image->command, ElementsAre("redis-server"));
  EXPECT_EQ(image->working_directory, "/data");
}

TEST_F(ImageTest, MayLeaveMuchUnsaid) {
  for (const char* body :
       {R"({"Id":"1"})", R"({"Id":"1","Config":null})",
        R"({"Id":"1","Config":{"Entrypoint":null,"Cmd":null,"WorkingDir":""}})"}) {
    scripted_.Answer("GET /images/a/b:c/json", Http(200, body));
    const auto image = FindImage(scripted_.engine(), "a/b:c");
    ASSERT_TRUE(image);
    EXPECT_THAT(image->entry_point, IsEmpty());
    EXPECT_THAT(image->command, IsEmpty());
    EXPECT_EQ(image->working_directory, "/");
  }
}

TEST_F(ImageTest, MayNotBeThere) {
  EXPECT_FALSE(FindImage(scripted_.engine(), "redis:7"));
  scripted_.Answer("GET /images/redis:7/json", Http(500, R"({"message":"broken"})"));
  EXPECT_THAT([&] { FindImage(scripted_.engine(), "redis:7"); },
              ThrowsMessage<EngineError>(EndsWith("500: broken")));
  EXPECT_THAT([&] { FindImage(scripted_.engine(), "Redis/../x"); },
              ThrowsMessage<EngineError>(HasSubstr("is no name of an image")));
}

TEST_F(ImageTest, IsPulledByNameAndTag) {
  scripted_.Answer("POST /images/create", Http(200, R"({"status":"Pulling"})"
                                                    "\n"));
  Pull("redis:7");
  EXPECT_THAT(LastRequest(),
              StartsWith("POST /v1.41/images/create?fromImage=docker.io%2Flibrary%2Fredis&tag=7 "));
  EXPECT_THAT(LastRequest(), Not(HasSubstr("X-Registry-Auth")));
  EXPECT_EQ(shown_, "pulling the image 'redis:7'\n");
  Pull("redis");
  EXPECT_THAT(LastRequest(), HasSubstr("&tag=latest "));
  const std::string digest = std::string(64, 'a');
  Pull("ghcr.io/x/redis:7@sha256:" + digest);
  EXPECT_THAT(LastRequest(),
              HasSubstr("?fromImage=ghcr.io%2Fx%2Fredis&tag=sha256%3A" + digest + " "));
}

TEST_F(ImageTest, ThatCannotBePulledSaysWhatToDo) {
  const auto why = AllOf(StartsWith("the image 'redis:7' is not there and cannot be pulled: "),
                         HasSubstr("no route to host; without a network, bring one with 'docker "
                                   "load', or build one"),
                         EndsWith("GTEST_REDIS_IMAGE=gtest-redis/redis:local"));
  scripted_.Answer("POST /images/create",
                   Http(200, R"({"errorDetail":{"message":"x"},"error":"no route to host"})"
                             "\n"));
  EXPECT_THAT([&] { Pull("redis:7"); }, ThrowsMessage<EngineError>(why));
  scripted_.Answer("POST /images/create", Http(500, R"({"message":"no route to host"})"));
  EXPECT_THAT([&] { Pull("redis:7"); }, ThrowsMessage<EngineError>(why));
}

struct CredentialCase {
  std::string config;
  std::string image;
  std::string header;  // Base64 for URLs, as `base64 -w0 | tr +/ -_` makes it.
};

TEST_F(ImageTest, IsPulledWithTheCredentialsOfDockersConfiguration) {
  home_.WriteScript(
      "docker-credential-fake",
      "#!/bin/sh\n[ \"$1\" = get ] || exit 3\nread -r server\n"
      "echo '{\"ServerURL\":\"'$server'\",\"Username\":\"me\",\"Secret\":\"p?>\"}'\n");
  home_.WriteScript("docker-credential-token",
                    "#!/bin/sh\necho '{\"Username\":\"<token>\",\"Secret\":\"tok\"}'\n");
  const EnvironmentVariable path("PATH", home_.path() + ":" + std::getenv("PATH"));
  scripted_.Answer("POST /images/create", Http(200, ""));
  // {"password":"p?>","serveraddress":"ghcr.io","username":"me"}
  const std::string me_at_ghcr =
      "eyJwYXNzd29yZCI6InA_PiIsInNlcnZlcmFkZHJlc3MiOiJnaGNyLmlvIiwidXNlcm5hbWUiOiJtZSJ9";
  // {"identitytoken":"tok","serveraddress":"ghcr.io"}
  const std::string token_at_ghcr =
      "eyJpZGVudGl0eXRva2VuIjoidG9rIiwic2VydmVyYWRkcmVzcyI6ImdoY3IuaW8ifQ==";
  // {"password":"p?>","serveraddress":"https://index.docker.io/v1/","username":"me"}
  const std::string me_at_hub =
      "eyJwYXNzd29yZCI6InA_PiIsInNlcnZlcmFkZHJlc3MiOiJodHRwczovL2luZGV4LmRvY2tlci5pby92MS8iLCJ1c2Vy"
      "bmFtZSI6Im1lIn0=";
  for (const auto& each : std::vector<CredentialCase>{
           {R"({"auths":{"ghcr.io":{"auth":"bWU6cD8+"}}})", "ghcr.io/a/b:1", me_at_ghcr},
           {R"({"auths":{"https://ghcr.io":{"auth":"bWU6cD8+"}}})", "ghcr.io/a/b:1", me_at_ghcr},
           {R"({"auths":{"ghcr.io":{"identitytoken":"tok"}}})", "ghcr.io/a/b:1", token_at_ghcr},
           {R"({"auths":{"https://index.docker.io/v1/":{"auth":"bWU6cD8+"}}})", "redis:1",
            me_at_hub},
           {R"({"credsStore":"fake"})", "redis:1", me_at_hub},
           {R"({"credsStore":"none","credHelpers":{"ghcr.io":"fake"}})", "ghcr.io/a:1", me_at_ghcr},
           {R"({"credHelpers":{"ghcr.io":"token"}})", "ghcr.io/a:1", token_at_ghcr},
       }) {
    home_.Write("config.json", each.config);
    Pull(each.image);
    EXPECT_THAT(LastRequest(), HasSubstr("X-Registry-Auth: " + each.header + "\r\n"))
        << each.config;
  }
}

TEST_F(ImageTest, IsPulledWithoutCredentialsWhereThereAreNone) {
  home_.WriteScript("docker-credential-empty",
                    "#!/bin/sh\necho 'credentials not found in native keychain'\nexit 1\n");
  const EnvironmentVariable path("PATH", home_.path() + ":" + std::getenv("PATH"));
  scripted_.Answer("POST /images/create", Http(200, ""));
  for (const char* config :
       {"{}", R"({"auths":{"ghcr.io":{"auth":"bWU6cD8+"}}})", R"({"auths":{"docker.io":{}}})",
        R"({"credsStore":"empty"})", R"({"credHelpers":{"ghcr.io":"empty"}})"}) {
    home_.Write("config.json", config);
    Pull("redis:1");
    EXPECT_THAT(LastRequest(), Not(HasSubstr("X-Registry-Auth"))) << config;
  }
  scripted_.Answer("POST /images/create", Http(404, R"({"message":"denied"})"));
  EXPECT_THAT([&] { Pull("redis:1"); },
              ThrowsMessage<EngineError>(HasSubstr("with 404: denied; without a network")));
}

TEST_F(ImageTest, ThatCannotBePulledTellsOfCredentialsThatCouldNotBeRead) {
  home_.WriteScript("docker-credential-failing", "#!/bin/sh\necho 'the vault is shut'\nexit 7\n");
  home_.WriteScript("docker-credential-silly", "#!/bin/sh\necho '{}'\n");
  const EnvironmentVariable path("PATH", home_.path() + ":" + std::getenv("PATH"));
  scripted_.Answer("POST /images/create", Http(404, R"({"message":"denied"})"));
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"nonsense", "parse error"},
      {R"({"credsStore":"absent"})", "there is no 'docker-credential-absent' on PATH"},
      {R"({"credsStore":"../x"})", "there is no 'docker-credential-../x' on PATH"},
      {R"({"credsStore":"failing"})",
       "'docker-credential-failing get' exited with status 7: the vault is shut"},
      {R"({"credsStore":"silly"})", "'Username' not found"},
      {R"({"auths":{"https://index.docker.io/v1/":[]}})", "type"},
  };
  for (const auto& [config, problem] : cases) {
    home_.Write("config.json", config);
    EXPECT_THAT([&] { Pull("redis:1"); },
                ThrowsMessage<EngineError>(AllOf(HasSubstr("with 404: denied (no credentials"),
                                                 HasSubstr("config.json'"), HasSubstr(problem))))
        << config;
  }
}

}  // namespace
}  // namespace gtest_redis
