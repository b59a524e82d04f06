#include "process/keeper.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <random>

#include "gtest_redis/redis/error.h"
#include "process/close_all.h"
#include "process/deadline.h"
#include "process/remove_tree.h"
#include "process/system_error.h"

namespace gtest_redis {
namespace {

struct Message {
  enum Verb : int { kWatch, kForget } verb;
  pid_t group;
};

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
  send(socket, &error, sizeof(error), MSG_NOSIGNAL);
  if (error != 0) _exit(1);

  std::array<pid_t, 4096> groups{};
  Message message{};
  for (;;) {
    const ssize_t size = recv(socket, &message, sizeof(message), 0);
    if (size == 0 || (size < 0 && errno != EINTR)) break;
    const pid_t search = message.verb == Message::kWatch ? 0 : message.group;
    const pid_t replace = message.verb == Message::kWatch ? message.group : 0;
    for (pid_t& group : groups) {
      if (group == search) {
        group = replace;
        break;
      }
    }
  }
  for (const pid_t group : groups) {
    if (group != 0) kill(-group, SIGKILL);
  }
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
  const Message message = {Message::kWatch, group};
  const bool sent = send(socket_, &message, sizeof(message), MSG_NOSIGNAL) == sizeof(message);
  close(socket_);
  return sent;
}

void Keeper::Forget(pid_t group) const {
  const Message message = {Message::kForget, group};
  send(socket_, &message, sizeof(message), MSG_NOSIGNAL);
}

}  // namespace gtest_redis
