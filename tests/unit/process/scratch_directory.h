#pragma once

#include <sys/stat.h>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

#include "process/remove_tree.h"

namespace gtest_redis {

/// An empty directory for one test, removed with this object.
class ScratchDirectory {
 public:
  ScratchDirectory() {
    if (mkdtemp(path_.data()) == nullptr) std::abort();
  }
  ~ScratchDirectory() { RemoveTree(path_.c_str()); }
  ScratchDirectory(const ScratchDirectory&) = delete;
  ScratchDirectory& operator=(const ScratchDirectory&) = delete;

  const std::string& path() const { return path_; }
  std::string File(const std::string& name) const { return path_ + "/" + name; }

  /// The path of a new file with this text.
  std::string Write(const std::string& name, const std::string& text) const {
    std::ofstream(File(name), std::ios::binary) << text;
    return File(name);
  }
  /// As Write(), and it can be executed.
  std::string WriteScript(const std::string& name, const std::string& text) const {
    const std::string path = Write(name, text);
    chmod(path.c_str(), S_IRWXU);
    return path;
  }
  std::string Read(const std::string& name) const {
    std::ostringstream text;
    text << std::ifstream(File(name), std::ios::binary).rdbuf();
    return text.str();
  }

 private:
  std::string path_ = "/tmp/gtest-redis-test-XXXXXX";
};

}  // namespace gtest_redis
