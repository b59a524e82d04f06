#include "cli/holder.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>

#include "cli/owner_watch.h"
#include "gtest_redis/server/server_error.h"
#include "process/close_all.h"
#include "process/log_file.h"
#include "process/system_error.h"
#include "server/container_engine.h"
#include "server/container_server.h"
#include "server/shared_server.h"

namespace gtest_redis {
namespace {

constexpr char kDone[] = "done";
constexpr char kUnavailable = '!';  // Before the reason why there can be no container here at all.

// Leaves the session, the streams and the directory of whoever called: CTest waits until the last
// process has closed the streams that it gave to a test.
int Detach(const std::string& log, int report) {
  setsid();
  report = fcntl(report, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
  CloseAllBut(report);
  // The first of them are the streams.
  if (open("/dev/null", O_RDONLY) != STDIN_FILENO ||
      open(log.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_APPEND, 0600) != STDOUT_FILENO ||
      dup(STDOUT_FILENO) != STDERR_FILENO || chdir("/") != 0) {
    _exit(1);
  }
  return report;
}

// Many programs at once are to find a free database each.
ServerOptions Options() {
  ServerOptions options;
  options.backend = Backend::kContainer;
  options.config["databases"] = "64";
  return options;
}

void Say(int report, const std::string& message) {
  if (write(report, message.data(), message.size()) < 0) _exit(1);
}

[[noreturn]] void Hold(const std::string& file, const ProcessIdentity& owner, int report) {
  report = Detach(HolderLog(file), report);
  OwnerWatch watch(owner, report);
  try {
    ContainerServer server(Options());
    server.Start();
    watch.Begin();
    SharedServer{server.url().ToString(),          server.container_name(),
                 TheEngine().address().ToString(), server.executable(),
                 *ProcessIdentity::Of(getpid()),   owner}
        .Write(file);
    Say(report, kDone);
    watch.AwaitEnd();
  } catch (const UnavailableError& error) {
    Say(report, kUnavailable + std::string(error.what()));
    _exit(1);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    Say(report, error.what());
    _exit(1);
  }
  for (const std::string& path : {file, HolderLog(file)}) std::remove(path.c_str());
  _exit(0);
}

}  // namespace

void StartHolder(const std::string& file, const ProcessIdentity& owner) {
  std::array<int, 2> report{};
  if (pipe2(report.data(), O_CLOEXEC) != 0) {
    throw ServerError("cannot make a pipe: " + ErrnoText(errno));
  }
  const pid_t pid = fork();
  if (pid < 0) throw ServerError("cannot start a process: " + ErrnoText(errno));
  if (pid == 0) {
    close(report[0]);
    Hold(file, owner, report[1]);
  }
  close(report[1]);
  std::string said;
  std::array<char, 1024> buffer{};
  for (ssize_t size = 0; said != kDone;
       said.append(buffer.data(), static_cast<std::size_t>(size))) {
    size = read(report[0], buffer.data(), buffer.size());
    if (size <= 0) break;
  }
  close(report[0]);
  if (said == kDone) return;
  waitpid(pid, nullptr, 0);
  if (said.empty()) {
    throw ServerError("the process that was to hold the container ended;" +
                      QuoteTail(HolderLog(file)));
  }
  if (said.front() == kUnavailable) throw UnavailableError(said.substr(1));
  throw ServerError(said);
}

std::string HolderLog(const std::string& file) { return file + ".log"; }

}  // namespace gtest_redis
