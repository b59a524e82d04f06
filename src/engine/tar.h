#pragma once

#include <string>
#include <vector>

namespace gtest_redis {

/// A file to be put into a container.
struct TarFile {
  std::string name;  ///< At most 99 characters.
  std::string content;
  int mode = 0644;
};

/// A ustar archive of these files, owned by root. Throws EngineError for a name that is too long.
std::string Tar(const std::vector<TarFile>& files);

}  // namespace gtest_redis
