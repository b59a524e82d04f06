#pragma once

#include <string>

#include "engine/engine.h"
#include "engine/image.h"
#include "gtest_redis/server/server_options.h"

namespace gtest_redis {

// What this program has found out about its container engine, so that only its first server pays
// for that. Any thread.

/// Throws UnavailableError when there is none.
Engine TheEngine();

/// The name of the image that these options mean: theirs, else GTEST_REDIS_IMAGE, else
/// kDefaultImage.
std::string ImageName(const ServerOptions& options);

/// The image of this name, pulled where it is not there. Throws ServerError when it cannot be had;
/// UnavailableError when it is the default, which nobody asked for.
Image TheImage(const Engine& engine, const std::string& name);

/// Why containers need a published port; empty where they can share this machine's network. Throws
/// EngineError.
std::string WhyPublished(const Engine& engine);

/// Whether the image's server is known to be too old for the optional directives.
bool IsOlder(const Image& image);
void RememberOlder(const Image& image);

}  // namespace gtest_redis
