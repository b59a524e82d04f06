#include "engine/image_reference.h"

#include <gmock/gmock.h>

#include "engine/engine_error.h"

namespace gtest_redis {
namespace {

using testing::HasSubstr;
using testing::ThrowsMessage;

struct Case {
  std::string text;
  std::string name;
  std::string tag;
  std::string credential_key;
};

TEST(ImageReferenceTest, IsReadAsDockerReadsIt) {
  const std::string hub = "https://index.docker.io/v1/";
  for (const Case& each : std::vector<Case>{
           {"redis", "docker.io/library/redis", "latest", hub},
           {"redis:7.4.1-bookworm", "docker.io/library/redis", "7.4.1-bookworm", hub},
           {"valkey/valkey:8", "docker.io/valkey/valkey", "8", hub},
           {"gtest-redis/redis:local", "docker.io/gtest-redis/redis", "local", hub},
           {"docker.io/library/redis:7", "docker.io/library/redis", "7", hub},
           {"index.docker.io/redis:7", "docker.io/library/redis", "7", hub},
           {"ghcr.io/a/b/redis:7", "ghcr.io/a/b/redis", "7", "ghcr.io"},
           {"localhost/redis", "localhost/redis", "latest", "localhost"},
           {"registry:5000/redis", "registry:5000/redis", "latest", "registry:5000"},
           {"registry:5000/redis:7", "registry:5000/redis", "7", "registry:5000"},
       }) {
    const ImageReference reference = ImageReference::Parse(each.text);
    EXPECT_EQ(reference.Name(), each.name) << each.text;
    EXPECT_EQ(reference.tag, each.tag) << each.text;
    EXPECT_EQ(reference.CredentialKey(), each.credential_key) << each.text;
  }
}

TEST(ImageReferenceTest, HasADigestInsteadOfATag) {
  const std::string digest = "sha256:" + std::string(64, 'a');
  const ImageReference reference = ImageReference::Parse("redis@" + digest);
  EXPECT_EQ(reference.digest, digest);
  EXPECT_EQ(reference.tag, "");
  EXPECT_EQ(ImageReference::Parse("redis:7@" + digest).digest, digest);
}

TEST(ImageReferenceTest, ThatIsNoneIsNamed) {
  for (const std::string& text :
       {std::string(), std::string("Redis:7"), std::string("redis 7"), std::string("redis:"),
        std::string("/redis"), std::string("redis/"), std::string("redis?a=b"),
        std::string("redis@sha256:zz"), std::string("../redis#"), "r" + std::string(600, 'x')}) {
    EXPECT_THAT([&] { ImageReference::Parse(text); },
                ThrowsMessage<EngineError>(HasSubstr("'" + text + "' is no name of an image")));
  }
}

}  // namespace
}  // namespace gtest_redis
