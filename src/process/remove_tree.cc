#include "process/remove_tree.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstring>

namespace gtest_redis {
namespace {

// What getdents64(2) writes; glibc's readdir would allocate.
struct DirectoryEntry {
  std::uint64_t inode;
  std::int64_t next;
  unsigned short length;
  unsigned char type;
  char name[1];
};

bool RemoveAt(int parent, const char* name) {
  if (unlinkat(parent, name, 0) == 0 || errno == ENOENT) return true;
  constexpr int kFlags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
  int directory = openat(parent, name, kFlags);
  // A test may have taken rights from it. A symbolic link would have given another error.
  if (directory < 0 && errno == EACCES && fchmodat(parent, name, S_IRWXU, 0) == 0) {
    directory = openat(parent, name, kFlags);
  }
  if (directory < 0) return false;
  fchmod(directory, S_IRWXU);
  alignas(DirectoryEntry) char buffer[4096];
  long size = 0;
  while ((size = syscall(SYS_getdents64, directory, buffer, sizeof(buffer))) > 0) {
    for (long at = 0; at < size;) {
      const auto* entry = reinterpret_cast<const DirectoryEntry*>(buffer + at);
      if (std::strcmp(entry->name, ".") != 0 && std::strcmp(entry->name, "..") != 0) {
        RemoveAt(directory, entry->name);
      }
      at += entry->length;
    }
  }
  close(directory);
  return unlinkat(parent, name, AT_REMOVEDIR) == 0 || errno == ENOENT;
}

}  // namespace

bool RemoveTree(const char* path) { return RemoveAt(AT_FDCWD, path); }

}  // namespace gtest_redis
