#include "process/keeper.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <random>

#include "gtest_redis/redis/error.h"
#include "process/close_all.h"
#include "process/deadline.h"
#include "process/pledge_table.h"
#include "process/remove_tree.h"
#include "process/system_error.h"

namespace gtest_redis {
namespace {

struct Message {
  enum Verb : int { kWatch, kForget, kPromise, kWithdraw } verb;
  pid_t process;  // The group to watch or forget; whose pledge it is.
  int pledge;     // Its number.
};

// One message to the keeper. A pledge goes behind it, its connection beside it.
bool Send(int socket, const Message& message, const PledgeRecord* pledge = nullptr) {
  std::array<iovec, 2> parts = {iovec{const_cast<Message*>(&message), sizeof(message)}, iovec{}};
  msghdr header{};
  header.msg_iov = parts.data();
  header.msg_iovlen = 1;
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> control{};
  if (pledge != nullptr) {
    parts[1] = {const_cast<PledgeRecord*>(pledge), pledge->size()};
    header.msg_iovlen = 2;
  }
  if (pledge != nullptr && pledge->connection >= 0) {
    header.msg_control = control.data();
    header.msg_controllen = control.size();
    cmsghdr* rights = CMSG_FIRSTHDR(&header);
    *rights = {CMSG_LEN(sizeof(int)), SOL_SOCKET, SCM_RIGHTS};
    std::memcpy(CMSG_DATA(rights), &pledge->connection, sizeof(int));
  }
  ssize_t sent = 0;
  do {
    sent = sendmsg(socket, &header, MSG_NOSIGNAL);
  } while (sent < 0 && errno == EINTR);
  return sent >= 0;
}

// The next one; false when the program has ended. Puts the received duplicate of the pledge's
// connection into it.
bool Receive(int socket, Message& message, PledgeRecord& pledge) {
  std::array<iovec, 2> parts = {iovec{&message, sizeof(message)}, iovec{&pledge, sizeof(pledge)}};
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> control{};
  msghdr header{};
  header.msg_iov = parts.data();
  header.msg_iovlen = parts.size();
  header.msg_control = control.data();
  header.msg_controllen = control.size();
  ssize_t received = 0;
  do {
    received = recvmsg(socket, &header, MSG_CMSG_CLOEXEC);
  } while (received < 0 && errno == EINTR);
  pledge.connection = -1;
  if (const cmsghdr* rights = CMSG_FIRSTHDR(&header)) {
    std::memcpy(&pledge.connection, CMSG_DATA(rights), sizeof(int));
  }
  return received > 0;
}

void Replace(std::array<pid_t, 4096>& groups, pid_t search, pid_t replacement) {
  const auto found = std::find(groups.begin(), groups.end(), search);
  if (found != groups.end()) *found = replacement;
}

std::string NewDirectoryName() {
  const char* variable = std::getenv("TMPDIR");
  std::string base = variable != nullptr && *variable == '/' ? variable : "/tmp";
  // A unix socket's path has at most 107 bytes, and ours go into this directory.
  if (base.size() > 60) base = "/tmp";
  static constexpr char kDigits[] = "0123456789abcdefghijklmnopqrstuv";
  std::random_device random;
  std::string name = base + "/gtest-redis-" + std::to_string(getpid()) + "-";
  for (int i = 0; i < 10; ++i) name += kDigits[random() % 32];
  return name;
}

// Shows "gtest-redis-keeper" in ps, and keeps `pkill -9 -f my_test` from ending the keeper together
// with the program that it cleans up after.
void Rename() {
  prctl(PR_SET_NAME, "gtest-redis-kpr");
  char stat[1024] = {};
  const int file = open("/proc/self/stat", O_RDONLY | O_CLOEXEC);
  if (file < 0) return;
  const ssize_t size = read(file, stat, sizeof(stat) - 1);
  close(file);
  char* field = size > 0 ? std::strrchr(stat, ')') : nullptr;
  // proc(5): the field behind the name is number 3; arg_start is 48, arg_end 49.
  for (int number = 2; field != nullptr && number < 48; ++number) {
    field = std::strchr(field + 1, ' ');
  }
  if (field == nullptr) return;
  char* end = nullptr;
  const auto arg_start = std::strtoull(field, &end, 10);
  const auto arg_end = std::strtoull(end, nullptr, 10);
  if (arg_start == 0 || arg_end <= arg_start) return;
  auto* arguments = reinterpret_cast<char*>(arg_start);  // NOLINT(performance-no-int-to-ptr)
  std::memset(arguments, 0, arg_end - arg_start);
  std::strncpy(arguments, "gtest-redis-keeper", arg_end - arg_start - 1);
}

// The keeper's whole life. It was forked from a program that may have many threads, so that another
// of them may have held the allocator's lock: nothing here allocates.
[[noreturn]] void Run(int socket, const char* directory) {
  sigset_t all;
  sigfillset(&all);
  sigprocmask(SIG_SETMASK, &all, nullptr);  // Ctrl-C is meant for the program, not for its keeper.
  setsid();
  CloseAllBut(socket);
  Rename();
  if (chdir("/") != 0) _exit(1);

  const int error = mkdir(directory, S_IRWXU) == 0 ? 0 : errno;
  // Whoever finds the directory can tell by the lock whether it will be removed yet.
  flock(open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC), LOCK_EX);
  send(socket, &error, sizeof(error), MSG_NOSIGNAL);
  if (error != 0) _exit(1);

  std::array<pid_t, 4096> groups{};
  static PledgeTable pledges;  // A megabyte of zeros, which takes no memory before it is used.
  static PledgeRecord pledge;
  for (Message message{}; Receive(socket, message, pledge);) {
    switch (message.verb) {
      case Message::kWatch:
        Replace(groups, 0, message.process);
        break;
      case Message::kForget:
        Replace(groups, message.process, 0);
        break;
      case Message::kPromise:
        pledges.Add(message.process, message.pledge, pledge);
        break;
      case Message::kWithdraw:
        pledges.Remove(message.process, message.pledge);
        break;
    }
  }
  for (const pid_t group : groups) {
    if (group != 0) kill(-group, SIGKILL);
  }
  pledges.KeepAll();
  // A process that is being killed may still finish a system call that makes a file.
  for (int attempt = 0; attempt < 200 && !RemoveTree(directory); ++attempt) {
    Pause(std::chrono::milliseconds(5));
  }
  _exit(0);
}

}  // namespace

Keeper& Keeper::Get() {
  // Never destroyed: whoever is destroyed last may still have a child to forget.
  static auto* const keeper = new Keeper;
  return *keeper;
}

Keeper::Keeper() : directory_(NewDirectoryName()) {
  std::array<int, 2> ends{};
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) != 0) {
    throw Error("cannot make a socket pair: " + ErrnoText(errno));
  }
  const pid_t child = fork();
  if (child == 0) {
    close(ends[0]);
    Run(ends[1], directory_.c_str());
  }
  const int fork_error = errno;
  close(ends[1]);
  int error = fork_error;
  if (child > 0 && recv(ends[0], &error, sizeof(error), 0) != sizeof(error)) error = ECHILD;
  if (child < 0 || error != 0) {
    close(ends[0]);
    throw Error("cannot make the directory '" + directory_ +
                "' for redis-servers: " + ErrnoText(error) + "; TMPDIR says where else");
  }
  socket_ = ends[0];
}

bool Keeper::Watch(pid_t group) const {
  const bool sent = Send(socket_, {Message::kWatch, group, 0});
  close(socket_);
  return sent;
}

void Keeper::Forget(pid_t group) const { Send(socket_, {Message::kForget, group, 0}); }

int Keeper::Promise(const Pledge& pledge) {
  const PledgeRecord record(pledge);
  const std::lock_guard lock(mutex_);
  if (pledges_.size() == kMaxPledges) {
    throw Error("cannot pledge to clean up after this program: it has " +
                std::to_string(kMaxPledges) +
                " servers to clean up already; end some of them first");
  }
  const int id = last_pledge_ + 1;
  if (!Send(socket_, {Message::kPromise, getpid(), id}, &record)) {
    throw Error(
        "cannot pledge to clean up after this program: the keeper process that would do it "
        "is gone (" +
        ErrnoText(errno) + ")");
  }
  last_pledge_ = id;
  pledges_.insert(id);
  return id;
}

void Keeper::Withdraw(int id) {
  const std::lock_guard lock(mutex_);
  if (pledges_.erase(id) != 0) Send(socket_, {Message::kWithdraw, getpid(), id});
}

}  // namespace gtest_redis
