#pragma once

#include <string>

#include "engine/image_reference.h"

namespace gtest_redis {

/// Who the user is to a registry, according to the Docker client's configuration file: its "auths",
/// or a program that it names as "credHelpers" or "credsStore".
struct RegistryAuth {
  std::string header;   ///< For X-Registry-Auth; empty: nobody.
  std::string problem;  ///< Why that could not be found out.
};

/// Throws nothing: without credentials, many images can be had.
RegistryAuth FindRegistryAuth(const ImageReference& image);

}  // namespace gtest_redis
