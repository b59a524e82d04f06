#include "cli/unshare.h"

#include <csignal>

#include <CLI/CLI.hpp>
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

ExitCode Unshare(const std::string& file) {
  std::error_code missing;
  if (fs::file_size(file, missing) > 0 && !missing) {
    const SharedServer shared = Read(file);
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
  auto* command =
      app.add_subcommand("unshare", "Removes what `gtest-redis share FILE` started, and the file.");
  auto file = std::make_shared<std::string>();
  command->add_option("FILE", *file, "The file that it was given")->required();
  command->callback([file, &exit_code] { exit_code = Unshare(*file); });
}

}  // namespace gtest_redis
