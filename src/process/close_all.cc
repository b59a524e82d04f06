#include "process/close_all.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>

#ifndef SYS_close_range
#define SYS_close_range 436  // Linux 5.9; older headers lack it, and older kernels answer ENOSYS.
#endif

namespace gtest_redis {
namespace {

constexpr unsigned kCloseRangeCloexec = 4;

int Limit() {
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  return static_cast<int>(std::min<rlim_t>(limit.rlim_cur, 65536));
}

}  // namespace

void CloseAllBut(int keep) {
  const auto fd = static_cast<unsigned>(keep);
  if (syscall(SYS_close_range, fd + 1, ~0U, 0U) == 0 &&
      (fd == 0 || syscall(SYS_close_range, 0U, fd - 1, 0U) == 0)) {
    return;
  }
  for (int other = 0; other < Limit(); ++other) {
    if (other != keep) close(other);
  }
}

void CloseOnExecFrom(int first) {
  if (syscall(SYS_close_range, static_cast<unsigned>(first), ~0U, kCloseRangeCloexec) == 0) return;
  for (int fd = first; fd < Limit(); ++fd) fcntl(fd, F_SETFD, FD_CLOEXEC);
}

}  // namespace gtest_redis
