#include "process/turn.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "gtest_redis/redis/error.h"
#include "process/system_error.h"

namespace gtest_redis {
namespace {

// Whose turn it is, as the file says; empty after Finish().
std::string Holder(int file) {
  std::array<char, 64> text{};
  const ssize_t size = pread(file, text.data(), text.size(), 0);
  return {text.data(), size > 0 ? static_cast<std::size_t>(size) : 0};
}

}  // namespace

Turn::Turn(const std::string& path, const Deadline& deadline)
    : file_(open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)) {
  if (file_ < 0) throw Error("cannot open '" + path + "': " + ErrnoText(errno));
  bool ours = false;
  while (!(ours = flock(file_, LOCK_EX | LOCK_NB) == 0) && !deadline.passed()) {
    Pause(std::chrono::milliseconds(5));  // Many may wait, for long.
  }
  const std::string holder = Holder(file_);
  const std::string self = "process " + std::to_string(getpid());
  const bool written =
      ours && ftruncate(file_, 0) == 0 &&
      pwrite(file_, self.data(), self.size(), 0) == static_cast<ssize_t>(self.size());
  if (!written) {
    const int error = errno;
    close(file_);
    throw Error(ours ? "cannot write '" + path + "': " + ErrnoText(error)
                     : "waited too long for a turn at '" + path + "', which " + holder + " has");
  }
  was_abandoned_ = !holder.empty();
}

Turn::~Turn() { close(file_); }

void Turn::Finish() {
  if (ftruncate(file_, 0) != 0) return;  // Then it looks abandoned, and is looked after.
}

}  // namespace gtest_redis
