#include "cli/replay.h"

#include <CLI/CLI.hpp>
#include <filesystem>
#include <iostream>
#include <memory>

#include "cli/interruption.h"
#include "cli/replay_serve.h"
#include "cli/server_flags.h"
#include "cli/service_command.h"
#include "cli/table.h"
#include "contract/contract_model.h"
#include "contract/replay.h"
#include "gtest_redis/contract/contract_runner.h"
#include "gtest_redis/redis/url.h"
#include "gtest_redis/report/table.h"

namespace gtest_redis {
namespace {

struct ReplayFlags {
  std::shared_ptr<BackendWishes> wishes;
  std::string folder;
  std::vector<std::string> command;
  int tries = 5;
  bool serve = false;
};

std::string Listed(const std::set<std::string>& words) {
  std::string list;
  for (const std::string& word : words) list += (list.empty() ? "" : ", ") + word;
  return list;
}

// A state that could not be gone through to its end may have no findings.
std::string Described(const std::set<std::string>& findings, bool failed) {
  if (!findings.empty()) return Listed(findings);
  return failed ? "an error" : "no finding";
}

// A program that is given by its path stood relative to the contract.
std::string FolderOf(const Replay& replay, const std::string& program) {
  const auto was = std::filesystem::path(replay.file).parent_path();
  const bool there = std::filesystem::exists(std::filesystem::absolute(was) / program);
  return there ? was.string() : std::filesystem::path(replay.contract).parent_path().string();
}

// The user's command, else the kept one, else the contract's; empty: it has a URL. Throws
// UsageError when it cannot be executed here.
std::vector<std::string> CommandOf(const ReplayFlags& flags, const Replay& replay,
                                   const Contract& contract) {
  if (!flags.command.empty()) return FindCommand(flags.command, ".");
  const std::string remedy = "; give the service's command behind '--': gtest-redis replay " +
                             flags.folder + " -- COMMAND";
  for (const std::string& word : replay.command) {
    if (word.find("***") == std::string::npos) continue;
    throw UsageError("the kept command has a secret in it, which was not kept" + remedy);
  }
  try {
    if (!replay.command.empty()) return FindCommand(replay.command, ".");
    const std::vector<std::string>& said = contract.model().service.command;
    return said.empty() ? said : FindCommand(said, FolderOf(replay, said.front()));
  } catch (const UsageError& error) {
    throw UsageError(error.what() + remedy);
  }
}

void RequireVariables(const Replay& replay, const std::vector<std::string>& command) {
  const std::vector<std::string> missing = replay.MissingVariables(command);
  if (missing.empty()) return;
  throw UsageError("it needs " + Listed({missing.begin(), missing.end()}) +
                   " in the environment, whose values are not kept; set " +
                   (missing.size() == 1 ? "it" : "them") + ": " + missing.front() +
                   "=... gtest-redis replay " + replay.folder);
}

void CompareRedis(const Replay& replay, const std::string& redis) {
  if (replay.redis.empty() || redis.rfind(replay.redis + ",", 0) == 0) return;
  std::cout << "it failed with " << replay.redis << ", and this is " << redis << "\n";
}

bool IsSame(const Replay& replay, const StateReport& report) {
  return report.outcome() == ReportOutcome::kFailed &&
         IsSameFailure(KindsOf(report), replay.findings);
}

// After that many tries.
ExitCode Judge(const Replay& replay, const StateReport& report, int tries) {
  if (!report.skipped.empty()) {
    std::cout << "not reproduced: this redis cannot be in the state" << std::endl;
    return ExitCode::kNoRedis;
  }
  const bool same = IsSame(replay, report);
  const bool failed = report.outcome() == ReportOutcome::kFailed;
  std::cout << (same ? "reproduced: " : "not reproduced: ") << Described(KindsOf(report), failed);
  if (!same) std::cout << ", in place of " << Described(replay.findings, true);
  if (tries > 1) std::cout << " (" << tries << " tries)";
  std::cout << std::endl;
  return same ? ExitCode::kHeld : ExitCode::kDidNotHold;
}

// Where it ran, if that is on this machine, or is said with a variable.
std::string DirectoryOf(const Replay& replay) {
  const std::string& was = replay.directory;
  if (was.find('{') != std::string::npos || std::filesystem::is_directory(was)) return was;
  const std::string here = std::filesystem::current_path().string();
  std::cout << "the service ran in '" << was << "', which is not here, and runs in '" << here
            << "' now; begin in another directory to change that" << std::endl;
  return here;
}

// Throws UsageError for a state or a request that the contract does not have.
ContractRunner RunnerFor(const ReplayFlags& flags, const Replay& replay,
                         const Interruption& interruption) {
  const Contract contract = Contract::Load(replay.contract);
  ContractRunOptions options;
  options.command = CommandOf(flags, replay, contract);
  if (!options.command.empty()) options.directory = DirectoryOf(replay);
  RequireVariables(replay, options.command);
  options.states = {replay.state};
  options.requests = replay.requests;
  options.seed = replay.seed;
  options.have_server = [&flags](const ServerOptions& server) {
    return HaveServer(*flags.wishes, server);
  };
  options.stop = [&interruption] { return interruption.requested(); };
  try {
    return {contract, options};
  } catch (const Error& error) {
    throw UsageError(error.what());
  }
}

ExitCode RunAgain(const ReplayFlags& flags, const Replay& replay) {
  if (replay.contract.empty()) {
    throw UsageError("'" + flags.folder +
                     "' is of a test, and not of a contract: run that test again; `gtest-redis "
                     "replay --serve " +
                     flags.folder + "` has its redis again");
  }
  const Interruption interruption;
  ContractRunner runner = RunnerFor(flags, replay, interruption);
  StateReport state = runner.RunState(replay.state, replay.round);
  int tries = 1;
  while (tries < flags.tries && state.skipped.empty() && !state.interrupted &&
         !IsSame(replay, state)) {
    state = runner.RunState(replay.state, replay.round);
    ++tries;
  }
  RunReport report = runner.Header();
  report.duration = state.duration;
  report.interrupted = state.interrupted;
  report.states = {state};
  WriteTable(std::cout, report, ReportWidth());
  CompareRedis(replay, report.redis);
  if (interruption.requested()) return InterruptedBy(interruption.signal());
  return Judge(replay, state, tries);
}

Replay Read(const std::string& folder) {
  try {
    Replay replay = Replay::Read(folder);
    replay.RequireFiles();
    return replay;
  } catch (const Error& error) {
    throw UsageError(error.what());
  }
}

ExitCode Do(const ReplayFlags& flags) {
  const Replay replay = Read(flags.folder);
  try {
    if (!flags.serve) return RunAgain(flags, replay);
    if (!replay.contract.empty()) RequireVariables(replay, {});
    return ServeReplay(replay, *flags.wishes);
  } catch (const ContractError& error) {
    throw UsageError(error.what());
  } catch (const UrlError& error) {
    throw UsageError(error.what());
  } catch (const ConnectionError& error) {
    throw ServerError(error.what());
  }
}

}  // namespace

void AddReplay(CLI::App& app, const std::vector<std::string>& service, ExitCode& exit_code) {
  auto* command = app.add_subcommand("replay", "Has a failure again that left a folder");
  command->footer(
      "  gtest-redis replay FOLDER [OPTIONS] [-- COMMAND...]\n"
      "\n"
      "Goes through the state again that failed, with the same requests and the same\n"
      "seed, prints what came of it, and says whether it is the same; what comes only now\n"
      "and then is tried several times. The service is the COMMAND behind --, else the one\n"
      "that failed, if it is on this machine. It runs in the same directory as then; if\n"
      "that is not here, in this one.\n"
      "\n"
      "--serve has the Redis alone again, with its configuration, its data and its\n"
      "state, prints its addresses, and waits for Ctrl-C, as `gtest-redis serve`.\n"
      "\n"
      "Exit status: 0 the same findings; 1 others, or none; 2 usage, a folder that is\n"
      "none, a program, a variable or a body that is missing; 3 no usable Redis.");
  auto flags = std::make_shared<ReplayFlags>();
  command->add_option("FOLDER", flags->folder, "What was kept of the failure")->required();
  command->add_option("--tries", flags->tries, "How often at most, until it is the same; 5")
      ->type_name("N")
      ->check(CLI::Range(1, 1'000'000));
  command->add_flag("--serve", flags->serve, "Has its Redis again, and waits");
  flags->wishes = AddServerFlags(*command);
  command->callback([flags, &service, &exit_code] {
    flags->command = service;
    exit_code = Do(*flags);
  });
}

}  // namespace gtest_redis
