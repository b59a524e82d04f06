#pragma once

#include <string>

#include "process/process_identity.h"

namespace gtest_redis {

/// The one container of a whole `ctest`, as `gtest-redis share` writes it to a file and test
/// programs read it.
struct SharedServer {
  std::string url;
  std::string container;  ///< Its name.
  std::string engine;     ///< Where the engine listens: "unix:///var/run/docker.sock".
  std::string image;
  ProcessIdentity holder;  ///< The process that removes the container.
  ProcessIdentity owner;   ///< The process at whose end it does, ctest.

  /// Writes it in one step: whoever reads sees all of it or nothing. Throws ServerError.
  void Write(const std::string& path) const;
  /// Throws ServerError when the file cannot be read or says something else.
  static SharedServer Read(const std::string& path);
};

}  // namespace gtest_redis
