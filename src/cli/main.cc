#include <CLI/CLI.hpp>
#include <cctype>
#include <exception>
#include <iostream>
#include <string>
#include <vector>

#include "cli/cleanup.h"
#include "cli/doctor.h"
#include "cli/exit_code.h"
#include "cli/init.h"
#include "cli/replay.h"
#include "cli/run.h"
#include "cli/serve.h"
#include "cli/service_command.h"
#include "cli/share.h"
#include "cli/states.h"
#include "cli/unshare.h"
#include "gtest_redis/server/server_error.h"

namespace gtest_redis {
namespace {

std::string ParseFailure(const CLI::App* app, const CLI::Error& error) {
  std::string message = error.what();
  const auto subcommands = app->get_subcommands();
  if (subcommands.empty() && app->remaining_size() > 0) {
    message = "there is no subcommand '" + app->remaining().front() + "'";
  }
  // "A subcommand is required", but "FILE is required".
  if (message.size() > 1 && !std::isupper(static_cast<unsigned char>(message[1]))) {
    message[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(message[0])));
  }
  const std::string subcommand = subcommands.empty() ? "" : subcommands.front()->get_name() + " ";
  return "gtest-redis: " + message + "; see `gtest-redis " + subcommand + "--help`\n";
}

bool TakesCommand(int argc, char** argv) {
  const std::string subcommand = argc > 1 ? argv[1] : "";
  return subcommand == "init" || subcommand == "replay" || subcommand == "run";
}

int Run(int argc, char** argv) {
  CLI::App app("Runs and looks after the Redis that tests use.", "gtest-redis");
  app.set_version_flag("--version", "gtest-redis " GTEST_REDIS_VERSION);
  app.require_subcommand(1);
  app.failure_message(ParseFailure);
  const std::vector<std::string> command =
      TakesCommand(argc, argv) ? CutOffCommand(argc, argv) : std::vector<std::string>();
  ExitCode exit_code = ExitCode::kHeld;
  AddDoctor(app, exit_code);
  AddCleanup(app, exit_code);
  AddInit(app, command, exit_code);
  AddReplay(app, command, exit_code);
  AddRun(app, command, exit_code);
  AddServe(app, exit_code);
  AddShare(app, exit_code);
  AddStates(app, exit_code);
  AddUnshare(app, exit_code);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const bool shown = app.exit(error) == 0;  // --help and --version.
    return static_cast<int>(shown ? ExitCode::kHeld : ExitCode::kUsage);
  } catch (const UsageError& error) {
    std::cerr << "gtest-redis: " << error.what() << "\n";
    return static_cast<int>(ExitCode::kUsage);
  } catch (const ServerError& error) {
    std::cerr << "gtest-redis: " << error.what() << "\n";
    return static_cast<int>(ExitCode::kNoRedis);
  } catch (const std::exception& error) {
    std::cerr << "gtest-redis: " << error.what() << "\n";
    return static_cast<int>(ExitCode::kDidNotHold);
  }
  return static_cast<int>(exit_code);
}

}  // namespace
}  // namespace gtest_redis

int main(int argc, char** argv) { return gtest_redis::Run(argc, argv); }
