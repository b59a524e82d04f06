#include "cli/owner_watch.h"

#include <poll.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <csignal>

#ifndef SYS_pidfd_open
#define SYS_pidfd_open 434  // Linux 5.3; older headers lack it, and older kernels answer ENOSYS.
#endif

namespace gtest_redis {

OwnerWatch::OwnerWatch(const ProcessIdentity& owner, int reader) {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&signals, signal);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  signals_ = signalfd(-1, &signals, SFD_CLOEXEC);
  thread_ = std::thread([this, owner, reader] {
    Wait(owner, reader);
    // The keeper ends what has been begun.
    if (!decided_.exchange(true)) _exit(1);
  });
}

void OwnerWatch::Begin() {
  if (decided_.exchange(true)) thread_.join();  // It ends this program.
}

void OwnerWatch::Wait(const ProcessIdentity& owner, int reader) {
  const int pidfd = static_cast<int>(syscall(SYS_pidfd_open, owner.pid, 0));
  std::array<pollfd, 3> watched = {pollfd{signals_, POLLIN, 0}, pollfd{pidfd, POLLIN, 0},
                                   pollfd{reader, 0, 0}};
  for (;;) {
    // Without a descriptor of the process, it must be looked after now and then.
    poll(watched.data(), watched.size(), pidfd < 0 ? 100 : -1);
    if (watched[0].revents != 0 || !owner.alive()) return;
    if (watched[2].revents != 0) {
      if (!decided_) return;
      watched[2].fd = -1;  // It has read what it waited for.
    }
  }
}

}  // namespace gtest_redis
