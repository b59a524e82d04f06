#include "cli/share.h"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>

#include "cli/holder.h"
#include "gtest_redis/server/server_error.h"
#include "process/deadline.h"
#include "server/shared_server.h"

namespace gtest_redis {
namespace {

namespace fs = std::filesystem;

struct ShareOptions {
  std::string file;
  std::string backend;
  pid_t owner = 0;
};

// Whether `file` tells of a container that is there for this very owner already.
bool AlreadyShared(const std::string& file, const ProcessIdentity& owner) {
  SharedServer before;
  try {
    before = SharedServer::Read(file);
  } catch (const ServerError&) {
    return false;  // There is none, or it is about to be replaced.
  }
  if (before.owner.alive() && before.holder.alive()) {
    if (before.owner.pid == owner.pid) return true;
    throw UsageError("'" + file + "' is in use: process " + std::to_string(before.owner.pid) +
                     " shares the container '" + before.container +
                     "' with it; let it end first, or run `gtest-redis unshare --force " + file +
                     "`");
  }
  // It is just noticing that its owner has ended, and will remove the file.
  WaitUntil(Deadline(std::chrono::seconds(10)), [&] { return !before.holder.alive(); });
  return false;
}

ExitCode ShareNothing(const std::string& file) {
  if (!std::ofstream(file, std::ios::trunc)) throw UsageError("cannot write '" + file + "'");
  return ExitCode::kHeld;
}

// Not as CLI11's default of the option: then a wrong one would fail the other subcommands, too.
std::string BackendOfTests() {
  const char* backend = std::getenv("GTEST_REDIS_BACKEND");
  return backend == nullptr ? "" : backend;
}

ExitCode Share(const ShareOptions& options) {
  const std::string file = fs::absolute(options.file);
  const std::string backend = options.backend.empty() ? BackendOfTests() : options.backend;
  if (backend != "container") return ShareNothing(file);
  const std::string directory = fs::path(file).parent_path();
  if (access(directory.c_str(), W_OK) != 0) throw UsageError("cannot write '" + file + "'");
  const pid_t pid = options.owner > 0 ? options.owner : getppid();
  const auto owner = ProcessIdentity::Of(pid);
  if (!owner) throw UsageError("there is no process " + std::to_string(pid) + " to share with");
  if (AlreadyShared(file, *owner)) return ExitCode::kHeld;
  fs::remove(file);
  try {
    StartHolder(file, *owner);
  } catch (const UnavailableError& error) {
    std::cout << "nothing is shared, and each test says so by itself: " << error.what() << "\n";
    return ShareNothing(file);
  }
  return ExitCode::kHeld;
}

}  // namespace

void AddShare(CLI::App& app, ExitCode& exit_code) {
  auto* command = app.add_subcommand("share", "Starts one container for many test programs");
  command->footer(
      "With the container back end, writes to FILE where it is. `gtest-redis unshare`\n"
      "removes it, and so does the end of the process that called this one. With the\n"
      "others, writes an empty file, and that is all: each test program has its own\n"
      "server.");
  auto options = std::make_shared<ShareOptions>();
  command->add_option("FILE", options->file, "What GTEST_REDIS_SHARED names for test programs")
      ->required();
  command
      ->add_option("--backend", options->backend,
                   "The back end of the tests, if not GTEST_REDIS_BACKEND's")
      ->check(CLI::IsMember({"process", "container", "attach"}));
  command->add_option("--for", options->owner, "Remove it at the end of this process")
      ->type_name("PID")
      ->check(CLI::PositiveNumber);
  command->callback([options, &exit_code] { exit_code = Share(*options); });
}

}  // namespace gtest_redis
