#include "cli/service_command.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "cli/exit_code.h"
#include "process/child.h"
#include "process/system_error.h"

namespace gtest_redis {
namespace {

namespace fs = std::filesystem;

void LookOnPath(const std::string& program) {
  if (!FindProgram(program).empty()) return;
  const char* path = std::getenv("PATH");
  throw UsageError("there is no program '" + program + "' on PATH, which is '" +
                   (path == nullptr ? "" : path) + "'; one elsewhere needs its path, as in './" +
                   program + "'");
}

void LookAt(const std::string& program) {
  std::error_code error;
  if (fs::is_directory(program, error)) {
    throw UsageError("the service's program '" + program + "' is a directory");
  }
  if (access(program.c_str(), X_OK) == 0) return;
  throw UsageError("the service's program '" + program +
                   "' cannot be executed: " + ErrnoText(errno));
}

}  // namespace

std::vector<std::string> CutOffCommand(int& argc, char** argv) {
  char** const end = argv + argc;
  char** const mark =
      std::find_if(argv, end, [](const char* word) { return std::strcmp(word, "--") == 0; });
  if (mark == end) return {};
  argc = static_cast<int>(mark - argv);
  return {mark + 1, end};
}

std::vector<std::string> FindCommand(std::vector<std::string> command, const std::string& folder) {
  if (command.empty()) return command;
  std::string& program = command.front();
  if (program.find('{') != std::string::npos) return command;
  if (program.find('/') == std::string::npos) {
    LookOnPath(program);
  } else {
    program = fs::absolute(fs::path(folder) / program).lexically_normal().string();
    LookAt(program);
  }
  return command;
}

}  // namespace gtest_redis
