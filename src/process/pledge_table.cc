#include "process/pledge_table.h"

#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "process/close_all.h"

namespace gtest_redis {

void PledgeTable::Add(pid_t owner, int id, const PledgeRecord& pledge) {
  for (Slot& slot : slots_) {
    if (slot.owner != 0) continue;
    slot.owner = owner;
    slot.id = id;
    std::memcpy(&slot.pledge, &pledge, pledge.size());
    return;
  }
}

void PledgeTable::Remove(pid_t owner, int id) {
  for (Slot& slot : slots_) {
    if (slot.owner != owner || slot.id != id) continue;
    if (slot.pledge.connection >= 0) close(slot.pledge.connection);
    slot.owner = 0;
  }
}

void PledgeTable::KeepAll() {
  Keep(true);
  Keep(false);
}

void PledgeTable::Keep(bool first) {
  for (const Slot& slot : slots_) {
    if (slot.owner == 0 || slot.pledge.first != first) continue;
    const pid_t child = fork();
    if (child == 0) CloseAllBut(slot.pledge.connection);
    if (child <= 0) gtest_redis::Keep(slot.pledge);  // Here, if there can be no more processes.
    if (child == 0) _exit(0);
    // The other side sees the end of each connection as soon as its own pledge is kept.
    if (slot.pledge.connection >= 0) close(slot.pledge.connection);
  }
  while (waitpid(-1, nullptr, 0) > 0 || errno == EINTR) {
  }
}

}  // namespace gtest_redis
