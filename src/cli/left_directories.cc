#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <filesystem>
#include <regex>

#include "cli/leftover.h"
#include "gtest_redis/redis/error.h"
#include "process/process_identity.h"
#include "process/remove_tree.h"

namespace gtest_redis {
namespace {

namespace fs = std::filesystem;

bool HasKeeper(const std::string& directory) {
  const int file = open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (file < 0) return true;  // Somebody else's, or gone.
  const bool locked = flock(file, LOCK_EX | LOCK_NB) != 0;
  close(file);
  return locked;
}

}  // namespace

std::vector<Leftover> LeftDirectories(const std::string& base) {
  static const std::regex kName("gtest-redis-([0-9]{1,9})-[0-9a-v]{10}");
  std::vector<Leftover> left;
  std::error_code error;
  for (fs::directory_iterator entry(base, error), end; !error && entry != end;
       entry.increment(error)) {
    std::smatch match;
    const std::string name = entry->path().filename();
    if (!std::regex_match(name, match, kName)) continue;
    const std::string path = entry->path();
    // Between making it and locking it, only the program is there.
    if (ProcessIdentity::Of(std::stoi(match[1])) || HasKeeper(path)) continue;
    left.push_back(
        {"directory", path, "of process " + match[1].str() + ", which has ended", [path] {
           if (!RemoveTree(path.c_str())) {
             throw Error("cannot remove all of '" + path + "'");
           }
         }});
  }
  return left;
}

}  // namespace gtest_redis
