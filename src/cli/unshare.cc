#include "cli/unshare.h"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <csignal>
#include <filesystem>
#include <memory>

#include "cli/holder.h"
#include "gtest_redis/server/server_error.h"
#include "process/deadline.h"
#include "server/shared_server.h"

namespace gtest_redis {
namespace {

namespace fs = std::filesystem;

SharedServer Read(const std::string& file) {
  try {
    return SharedServer::Read(file);
  } catch (const ServerError& error) {
    throw UsageError(error.what());
  }
}

struct UnshareOptions {
  std::string file;
  bool force = false;
};

// A second ctest in the same directory must not remove what the first one uses.
void CheckOwner(const std::string& file, const SharedServer& shared) {
  if (!shared.holder.alive() || !shared.owner.alive() || shared.owner.pid == getppid()) return;
  throw UsageError("the container '" + shared.container + "' is still shared by process " +
                   std::to_string(shared.owner.pid) + "; `gtest-redis unshare --force " + file +
                   "` removes it all the same");
}

ExitCode Unshare(const UnshareOptions& options) {
  const std::string& file = options.file;
  std::error_code missing;
  if (fs::file_size(file, missing) > 0 && !missing) {
    const SharedServer shared = Read(file);
    if (!options.force) CheckOwner(file, shared);
    const auto gone = [&] { return !shared.holder.alive(); };
    if (!gone()) kill(shared.holder.pid, SIGTERM);
    if (!WaitUntil(Deadline(std::chrono::seconds(10)), gone)) {
      throw ServerError("process " + std::to_string(shared.holder.pid) +
                        ", which holds the container '" + shared.container +
                        "', did not end within 10 s; see '" + HolderLog(file) + "'");
    }
  }
  for (const std::string& path : {file, HolderLog(file), file + ".lock"}) fs::remove(path, missing);
  return ExitCode::kHeld;
}

}  // namespace

void AddUnshare(CLI::App& app, ExitCode& exit_code) {
  auto* command = app.add_subcommand("unshare", "Removes what `gtest-redis share` started");
  auto options = std::make_shared<UnshareOptions>();
  command->add_option("FILE", options->file, "The file that it was given")->required();
  command->add_flag("--force", options->force,
                    "Removes it also while another process than the caller shares it");
  command->callback([options, &exit_code] { exit_code = Unshare(*options); });
}

}  // namespace gtest_redis
