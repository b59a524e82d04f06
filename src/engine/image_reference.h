#pragma once

#include <string>

namespace gtest_redis {

/// The name of an image: [REGISTRY/]REPOSITORY[:TAG][@DIGEST].
struct ImageReference {
  std::string registry = "docker.io";
  std::string repository;  ///< "library/redis"
  std::string tag;         ///< "latest" when the name has neither tag nor digest.
  std::string digest;      ///< "sha256:..."; empty: none.

  /// The name without tag and digest, for pulling: "docker.io/library/redis".
  std::string Name() const { return registry + "/" + repository; }
  /// What the registry is called in Docker's configuration, which has an old name for Docker Hub.
  std::string CredentialKey() const;

  /// Throws EngineError for what cannot be the name of an image.
  static ImageReference Parse(const std::string& text);
};

}  // namespace gtest_redis
