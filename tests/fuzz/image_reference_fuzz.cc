// Names of images: what is read is written and read again as the same.

#include "engine/engine_error.h"
#include "engine/image_reference.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using gtest_redis::ImageReference;
  try {
    const ImageReference image = ImageReference::Parse(std::string(gtest_redis::Text(data, size)));
    std::string name = image.Name();
    if (!image.tag.empty()) name += ":" + image.tag;
    if (!image.digest.empty()) name += "@" + image.digest;
    if (name.size() > 512) return 0;  // What "docker.io/library/" made too long.
    const ImageReference again = ImageReference::Parse(name);
    gtest_redis::Require(again.registry == image.registry && again.repository == image.repository,
                         "a name is the same when it was written");
    gtest_redis::Require(again.tag == image.tag && again.digest == image.digest,
                         "tag and digest are the same when they were written");
    gtest_redis::Require(!image.CredentialKey().empty(), "a registry has a name");
  } catch (const gtest_redis::EngineError&) {
    // Says what is wrong.
  }
  return 0;
}
