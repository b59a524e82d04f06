#include "process/child.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>

#include "gtest_redis/redis/error.h"
#include "process/close_all.h"
#include "process/keeper.h"
#include "process/system_error.h"

namespace gtest_redis {
namespace {

// Everything the new process needs, made ready beforehand: after vfork it shares this program's
// memory and must do nothing but system calls.
struct Launch {
  const char* program;
  char* const* arguments;
  char* const* environment;
  const char* working_directory;  // May be null.
  const char* log_file;
  const std::vector<int>* ignored_signals;
  const Keeper* keeper;
  int failure_pipe;
};

struct Failure {
  enum Step : int { kKeeper, kLog, kDirectory, kExecute } step;
  int error;
};

[[noreturn]] void Give(const Launch& launch, Failure::Step step) {
  const Failure failure = {step, errno};
  if (write(launch.failure_pipe, &failure, sizeof(failure)) < 0) _exit(126);
  _exit(127);
}

[[noreturn]] void Become(const Launch& launch) {
  setpgid(0, 0);
  // The keeper knows of this process before anything else happens, and cannot take the program for
  // ended until then, because this process holds a copy of its socket.
  if (!launch.keeper->Watch(getpid())) Give(launch, Failure::kKeeper);
  std::signal(SIGPIPE, SIG_DFL);
  for (const int signal : *launch.ignored_signals) std::signal(signal, SIG_IGN);
  const int null = open("/dev/null", O_RDONLY);
  const int log = open(launch.log_file, O_WRONLY | O_CREAT | O_APPEND, 0600);
  if (null < 0 || log < 0) Give(launch, Failure::kLog);
  dup2(null, STDIN_FILENO);
  dup2(log, STDOUT_FILENO);
  dup2(log, STDERR_FILENO);
  CloseOnExecFrom(STDERR_FILENO + 1);
  if (launch.working_directory != nullptr && chdir(launch.working_directory) != 0) {
    Give(launch, Failure::kDirectory);
  }
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  execve(launch.program, launch.arguments, launch.environment);
  Give(launch, Failure::kExecute);
}

// vfork instead of fork: a large test program is not copied. No signal handler may run in the
// child.
pid_t Spawn(const Launch& launch) {
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  const pid_t pid = vfork();     // NOLINT(clang-analyzer-security.insecureAPI.vfork)
  if (pid == 0) Become(launch);  // NOLINT(clang-analyzer-unix.Vfork): system calls, and exec
  const int error = errno;
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  errno = error;
  return pid;
}

std::vector<std::string> Environment(const ChildOptions& options) {
  std::vector<std::string> variables;
  for (char** variable = environ; *variable != nullptr; ++variable) {
    const char* equals = std::strchr(*variable, '=');
    const std::string name(*variable, equals == nullptr
                                          ? std::strlen(*variable)
                                          : static_cast<std::size_t>(equals - *variable));
    bool replaced = false;
    for (const auto& added : options.environment) replaced = replaced || added.first == name;
    if (!replaced) variables.emplace_back(*variable);
  }
  for (const auto& [name, value] : options.environment) variables.push_back(name + "=" + value);
  return variables;
}

std::vector<char*> Pointers(std::vector<std::string>& strings) {
  std::vector<char*> pointers;
  pointers.reserve(strings.size() + 1);
  for (std::string& text : strings) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

[[noreturn]] void Throw(const ChildOptions& options, const Failure& failure) {
  const std::string& program = options.arguments.front();
  const std::string reason = ErrnoText(failure.error);
  switch (failure.step) {
    case Failure::kKeeper:
      throw Error("cannot start '" + program +
                  "': the keeper process that cleans up after this program is gone (" + reason +
                  ")");
    case Failure::kLog:
      throw Error("cannot start '" + program + "': cannot write its log '" + options.log_file +
                  "': " + reason);
    case Failure::kDirectory:
      throw Error("cannot start '" + program + "' in '" + options.working_directory +
                  "': " + reason);
    case Failure::kExecute:
      break;
  }
  throw Error("cannot execute '" + program + "': " + reason);
}

}  // namespace

std::string ExitStatus::ToString() const {
  if (!by_signal) return "exited with status " + std::to_string(number);
  return "was killed by signal " + std::to_string(number) + " (" + strsignal(number) + ")";
}

Child Child::Start(const ChildOptions& options) {
  if (options.arguments.empty() || options.arguments.front().empty()) {
    throw Error("cannot start a program: the command is empty");
  }
  const std::string program = FindProgram(options.arguments.front());
  if (program.empty()) {
    throw Error("cannot start '" + options.arguments.front() +
                "': there is no such program on PATH");
  }
  std::vector<std::string> arguments = options.arguments;
  std::vector<std::string> environment = Environment(options);
  const std::vector<char*> argument_pointers = Pointers(arguments);
  const std::vector<char*> environment_pointers = Pointers(environment);
  std::array<int, 2> failure_pipe{};
  if (pipe2(failure_pipe.data(), O_CLOEXEC) != 0) {
    throw Error("cannot make a pipe: " + ErrnoText(errno));
  }
  const Launch launch = {
      program.c_str(),
      argument_pointers.data(),
      environment_pointers.data(),
      options.working_directory.empty() ? nullptr : options.working_directory.c_str(),
      options.log_file.c_str(),
      &options.ignored_signals,
      &Keeper::Get(),
      failure_pipe[1]};
  const pid_t pid = Spawn(launch);
  const int spawn_error = errno;
  close(failure_pipe[1]);
  Failure failure{};
  const bool failed =
      pid > 0 && read(failure_pipe[0], &failure, sizeof(failure)) == sizeof(failure);
  close(failure_pipe[0]);
  if (pid < 0) {
    throw Error("cannot start '" + program + "': " + ErrnoText(spawn_error));
  }
  Child child;
  child.pid_ = pid;
  child.owner_ = getpid();
  if (failed) Throw(options, failure);
  return child;
}

Child::~Child() { Stop(std::chrono::milliseconds(0)); }

Child::Child(Child&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)), owner_(other.owner_), exit_status_(other.exit_status_) {}

Child& Child::operator=(Child&& other) noexcept {
  std::swap(pid_, other.pid_);
  std::swap(owner_, other.owner_);
  std::swap(exit_status_, other.exit_status_);
  return *this;
}

const std::optional<ExitStatus>& Child::exit_status() {
  if (pid_ <= 0 || exit_status_ || owner_ != getpid()) return exit_status_;
  siginfo_t info{};
  const int result = waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOHANG | WNOWAIT);
  if (result == 0 && info.si_pid == 0) return exit_status_;
  // Until it is reaped, its number means this group and no other: end what it left, and only then
  // let go.
  kill(-pid_, SIGKILL);
  Keeper::Get().Forget(pid_);
  waitpid(pid_, nullptr, WNOHANG);
  exit_status_ =
      result == 0 ? ExitStatus{info.si_code != CLD_EXITED, info.si_status} : ExitStatus{};
  return exit_status_;
}

bool Child::WaitForExit(const Deadline& deadline) {
  return WaitUntil(deadline, [this] { return !running(); });
}

void Child::Signal(int signal) {
  if (running()) kill(pid_, signal);
}

void Child::Stop(std::chrono::milliseconds grace) {
  if (owner_ != getpid() || !running()) return;
  if (grace.count() > 0) {
    kill(-pid_, SIGTERM);
    kill(-pid_, SIGCONT);  // A stopped process does not see SIGTERM.
    if (WaitForExit(Deadline(grace))) return;
  }
  kill(-pid_, SIGKILL);
  WaitForExit(Deadline(std::chrono::seconds(5)));
}

std::string FindProgram(const std::string& program) {
  if (program.find('/') != std::string::npos) return program;
  const char* path = std::getenv("PATH");
  std::string_view rest = path == nullptr ? "/usr/local/bin:/usr/bin:/bin" : path;
  while (!rest.empty()) {
    const auto colon = rest.find(':');
    std::string candidate = std::string(rest.substr(0, colon)) + "/" + program;
    struct stat status {};
    if (stat(candidate.c_str(), &status) == 0 && S_ISREG(status.st_mode) &&
        access(candidate.c_str(), X_OK) == 0) {
      return candidate;
    }
    rest.remove_prefix(colon == std::string_view::npos ? rest.size() : colon + 1);
  }
  return "";
}

}  // namespace gtest_redis
