#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/engine.h"

namespace gtest_redis {

/// What an image runs.
struct Image {
  std::string id;
  std::vector<std::string> entry_point;
  std::vector<std::string> command;
  std::string working_directory;  ///< "/" where it says none.
};

/// Nothing when the engine does not have it. Throws EngineError, also for what is no image's name.
std::optional<Image> FindImage(const Engine& engine, const std::string& name);

/// Has the engine pull an image, with the user's credentials. Shows on standard error how far it
/// is where that is a terminal, else one line. Throws EngineError with the image, the reason, and
/// what to do without a network; after 60 s without a sign of progress.
void PullImage(const Engine& engine, const std::string& name);

}  // namespace gtest_redis
