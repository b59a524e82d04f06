#include "running_command.h"

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace gtest_redis {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::seconds kPatience{60};
constexpr int kStillRuns = -1000;

std::string ReadFile(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

// A redis-server overwrites its environment, but it works in its directory.
bool IsOf(const fs::path& process, const std::string& tmpdir) {
  std::error_code error;
  const std::string traces = ReadFile(process / "cmdline") + ReadFile(process / "environ") +
                             fs::read_symlink(process / "cwd", error).string();
  return traces.find(tmpdir) != std::string::npos;
}

}  // namespace

RunningCommand::RunningCommand(const std::vector<std::string>& arguments,
                               const Variables& environment) {
  ChildOptions options;
  options.arguments = {"/bin/sh", "-c", "exec \"$@\" 2>\"$ERRORS\"", "sh", GTEST_REDIS_COMMAND};
  options.arguments.insert(options.arguments.end(), arguments.begin(), arguments.end());
  options.environment = {{"GTEST_REDIS_BACKEND", "process"},
                         {"GTEST_REDIS_ARTIFACTS", ""},
                         {"TMPDIR", tmpdir_.path()},
                         {"ERRORS", files_.File("errors")}};
  // The last one of a name is taken.
  options.environment.insert(options.environment.end(), environment.begin(), environment.end());
  options.log_file = files_.File("output");
  child_ = Child::Start(options);
}

bool RunningCommand::AwaitError(const std::string& text) {
  WaitUntil(Deadline(kPatience),
            [&] { return Errors().find(text) != std::string::npos || !child_.running(); });
  return Errors().find(text) != std::string::npos && child_.running();
}

int RunningCommand::AwaitEnd() {
  if (!child_.WaitForExit(Deadline(kPatience))) return kStillRuns;
  const ExitStatus& status = *child_.exit_status();
  return status.by_signal ? -status.number : status.number;
}

int RunningCommand::EndedWithin(std::chrono::milliseconds time) {
  return child_.WaitForExit(Deadline(time)) ? AwaitEnd() : 0;
}

std::vector<std::string> RunningCommand::Remains() const {
  std::vector<std::string> remains;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator("/proc", error)) {
    const std::string name = entry.path().filename();
    if (name.find_first_not_of("0123456789") != std::string::npos) continue;
    if (IsOf(entry.path(), tmpdir_.path())) {
      remains.push_back("process " + name + " " + ReadFile(entry.path() / "comm"));
    }
  }
  // A file may vanish between being listed and being looked at.
  for (fs::recursive_directory_iterator entry(tmpdir_.path(), error), end; !error && entry != end;
       entry.increment(error)) {
    remains.push_back("file " + entry->path().string());
  }
  if (error) remains.push_back("a directory that changes: " + error.message());
  return remains;
}

std::vector<std::string> RunningCommand::RemainsAfterCleanup() const {
  std::vector<std::string> remains;
  WaitUntil(Deadline(std::chrono::seconds(1)), [&] {
    remains = Remains();
    return remains.empty();
  });
  return remains;
}

FinishedCommand Finish(const std::vector<std::string>& arguments, const Variables& environment) {
  RunningCommand command(arguments, environment);
  FinishedCommand finished;
  finished.exit_code = command.AwaitEnd();
  finished.output = command.Output();
  finished.errors = command.Errors();
  finished.remains = command.RemainsAfterCleanup();
  return finished;
}

}  // namespace gtest_redis
