#include "victim.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <system_error>

#include "process/deadline.h"
#include "process/environment_variable.h"

namespace gtest_redis {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::seconds kPatience{30};

fs::path ProcFile(pid_t process, const char* name) {
  return fs::path("/proc") / std::to_string(process) / name;
}

std::string ReadFile(pid_t process, const char* name) {
  std::ostringstream text;
  text << std::ifstream(ProcFile(process, name), std::ios::binary).rdbuf();
  return text.str();
}

bool Contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

template <typename Function>
void ForEachProcess(const Function& function) {
  for (const auto& entry : fs::directory_iterator("/proc")) {
    const std::string name = entry.path().filename();
    if (name.find_first_not_of("0123456789") == std::string::npos) function(std::stoi(name));
  }
}

}  // namespace

Victim::Victim(const std::string& end) {
  const EnvironmentVariable variable("TMPDIR", tmpdir_.path());
  std::string program = CRASH_VICTIM;
  std::string argument = end;
  std::string mark = tmpdir_.path();  // Tells its command line from that of another victim.
  std::array<char*, 4> arguments = {program.data(), argument.data(), mark.data(), nullptr};
  std::array<int, 2> ends{};
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  if (pipe2(ends.data(), O_CLOEXEC) != 0 || posix_spawn_file_actions_init(&actions) != 0 ||
      posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO) != 0 ||
      posix_spawnattr_init(&attributes) != 0 ||
      posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP) != 0 ||
      posix_spawn(&pid_, program.c_str(), &actions, &attributes, arguments.data(), environ) != 0) {
    std::abort();
  }
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  close(ends[1]);
  output_ = ends[0];
}

Victim::~Victim() {
  if (pid_ > 0) {
    kill(pid_, SIGKILL);
    AwaitEnd();
  }
  close(output_);
}

bool Victim::AwaitWork() const { return ReadByte() != 0; }

std::string Victim::FirstLine() const {
  std::string line;
  for (char byte = ReadByte(); byte != 0 && byte != '\n'; byte = ReadByte()) line += byte;
  return line;
}

char Victim::ReadByte() const {
  pollfd output = {output_, POLLIN, 0};
  char byte = 0;
  const bool has_one = poll(&output, 1, std::chrono::milliseconds(kPatience).count()) == 1 &&
                       read(output_, &byte, 1) == 1;
  return has_one ? byte : '\0';
}

int Victim::AwaitEnd() {
  int status = -1;
  const bool ended =
      WaitUntil(Deadline(kPatience), [&] { return waitpid(pid_, &status, WNOHANG) == pid_; });
  if (ended) pid_ = -1;
  return status;
}

std::vector<pid_t> Victim::Processes() const {
  std::vector<pid_t> processes;
  ForEachProcess([&](pid_t process) {
    std::error_code error;
    // A redis-server overwrites its command line and environment, but it works in its directory.
    const std::string traces = ReadFile(process, "cmdline") + ReadFile(process, "environ") +
                               fs::read_symlink(ProcFile(process, "cwd"), error).string();
    if (Contains(traces, tmpdir_.path())) processes.push_back(process);
  });
  return processes;
}

std::vector<std::string> Victim::Remains() const {
  std::vector<std::string> remains;
  for (const pid_t process : Processes()) {
    remains.push_back("process " + std::to_string(process) + " " + ReadFile(process, "comm"));
  }
  // A file may vanish between being listed and being looked at.
  std::error_code error;
  for (fs::recursive_directory_iterator entry(tmpdir_.path(), error), end; !error && entry != end;
       entry.increment(error)) {
    // The thread sanitizer's own, for a moment while a program starts.
    if (Contains(entry->path().filename(), "tsan.")) continue;
    remains.push_back("file " + entry->path().string());
  }
  if (error) remains.push_back("a directory that changes: " + error.message());
  return remains;
}

void Victim::SignalAll(int signal) const {
  for (const pid_t process : Processes()) kill(process, signal);
}

void Victim::KillByCommandLine() const {
  // A program has no command line for the moment of an exec, and the thread sanitizer makes it exec
  // itself once more.
  bool killed_it = false;
  WaitUntil(Deadline(std::chrono::seconds(30)), [&] {
    ForEachProcess([&](pid_t process) {
      const std::string command_line = ReadFile(process, "cmdline");
      if (!Contains(command_line, CRASH_VICTIM) || !Contains(command_line, tmpdir_.path())) return;
      kill(process, SIGKILL);
      killed_it = killed_it || process == pid();
    });
    return killed_it;
  });
}

}  // namespace gtest_redis
