#include "server/container_engine.h"

#include <cstdlib>
#include <map>
#include <mutex>
#include <optional>
#include <set>

#include "engine/host_network.h"
#include "gtest_redis/server/server_error.h"

namespace gtest_redis {
namespace {

struct Known {
  std::mutex mutex;
  std::optional<Engine> engine;
  std::map<std::string, Image> images;
  std::optional<std::string> why_published;
  std::set<std::string> older_images;  // By id.
};

Known& TheKnown() {
  static auto* const known = new Known;
  return *known;
}

}  // namespace

Engine TheEngine() {
  Known& known = TheKnown();
  const std::lock_guard lock(known.mutex);
  try {
    if (!known.engine) known.engine = Engine::Find();
  } catch (const NoEngineError& error) {
    throw UnavailableError(error.what());
  }
  return *known.engine;
}

std::string ImageName(const ServerOptions& options) {
  if (!options.image.empty()) return options.image;
  const char* variable = std::getenv("GTEST_REDIS_IMAGE");
  return variable != nullptr && *variable != '\0' ? variable : kDefaultImage;
}

Image TheImage(const Engine& engine, const std::string& name) {
  Known& known = TheKnown();
  const std::lock_guard lock(known.mutex);
  const auto there = known.images.find(name);
  if (there != known.images.end()) return there->second;
  try {
    std::optional<Image> image = FindImage(engine, name);
    if (!image) {
      PullImage(engine, name);
      image = FindImage(engine, name);
    }
    if (!image) throw EngineError("the image '" + name + "' is not there, although it was pulled");
    return known.images.emplace(name, *image).first->second;
  } catch (const EngineError& error) {
    if (name == kDefaultImage) throw UnavailableError(error.what());
    throw ServerError(error.what());
  }
}

std::string WhyPublished(const Engine& engine) {
  Known& known = TheKnown();
  const std::lock_guard lock(known.mutex);
  if (!known.why_published) known.why_published = WhyNotHostNetwork(engine);
  return *known.why_published;
}

bool IsOlder(const Image& image) {
  Known& known = TheKnown();
  const std::lock_guard lock(known.mutex);
  return known.older_images.count(image.id) > 0;
}

void RememberOlder(const Image& image) {
  Known& known = TheKnown();
  const std::lock_guard lock(known.mutex);
  known.older_images.insert(image.id);
}

}  // namespace gtest_redis
