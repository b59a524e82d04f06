#include "cli/run.h"

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <memory>

#include "cli/held_state.h"
#include "cli/interruption.h"
#include "cli/report_file.h"
#include "cli/run_progress.h"
#include "cli/server_flags.h"
#include "cli/service_command.h"
#include "cli/table.h"
#include "contract/contract_model.h"
#include "gtest_redis/contract/contract_runner.h"
#include "gtest_redis/redis/url.h"
#include "gtest_redis/report/html.h"
#include "gtest_redis/report/json.h"
#include "gtest_redis/report/junit.h"
#include "gtest_redis/report/table.h"

namespace gtest_redis {
namespace {

constexpr char kArtifactsVariable[] = "GTEST_REDIS_ARTIFACTS";

struct RunFlags {
  std::shared_ptr<BackendWishes> wishes;
  std::string contract;
  std::vector<std::string> command;
  std::vector<std::string> states;
  std::vector<std::string> requests;
  std::string seed;
  std::string artifacts;
  std::string junit;
  std::string html;
  int repeat = 1;
  int jobs = 1;
  bool keep = false;
  bool json = false;
  bool quiet = false;
};

// Throws UsageError for a state, a request or a seed that there cannot be.
void Check(const Contract& contract, const ContractRunOptions& options) {
  try {
    ContractRunner(contract, options);
  } catch (const Error& error) {
    throw UsageError(error.what());
  }
}

std::size_t CountStates(const Contract& contract, const ContractRunOptions& options) {
  return options.states.empty() ? contract.states().size() : options.states.size();
}

void CheckKeep(const RunFlags& flags, std::size_t states) {
  if (flags.repeat > 1 || flags.jobs > 1) {
    throw UsageError("--keep holds a state once; --repeat and --jobs do not go with it");
  }
  if (states == 1) return;
  throw UsageError("--keep holds one state, and not " + std::to_string(states) +
                   "; name it with --state");
}

// The command of the user, else the contract's, if it can be executed at all; empty: the contract
// has none, or names it by a placeholder.
std::vector<std::string> CommandOf(const RunFlags& flags, const Contract& contract) {
  if (!flags.command.empty()) return FindCommand(flags.command, ".");
  FindCommand(contract.model().service.command,
              std::filesystem::path(contract.file()).parent_path().string());
  return {};
}

std::vector<ReportFile> ReportFilesOf(const RunFlags& flags) {
  if (!flags.junit.empty() && flags.junit == flags.html) {
    throw UsageError("--junit and --html both name '" + flags.html + "'");
  }
  std::vector<ReportFile> files;
  if (!flags.junit.empty()) files.emplace_back("--junit", flags.junit, WriteJUnit);
  if (!flags.html.empty()) files.emplace_back("--html", flags.html, WriteHtml);
  return files;
}

std::string ArtifactsOf(const RunFlags& flags) {
  const char* variable = std::getenv(kArtifactsVariable);
  if (!flags.artifacts.empty()) {
    TryDirectory("--artifacts", flags.artifacts);
    return flags.artifacts;
  }
  if (variable == nullptr || *variable == '\0') return "";
  TryDirectory(kArtifactsVariable, variable);
  return variable;
}

void Print(const RunFlags& flags, const RunReport& report) {
  if (flags.json) {
    WriteJson(std::cout, report);
  } else {
    WriteTable(std::cout, report, ReportWidth());
  }
  std::cout << std::flush;
}

// All of them, also when one cannot be written; then throws what was wrong with the first such.
void Write(std::vector<ReportFile>& files, const RunReport& report) {
  std::exception_ptr failure;
  for (ReportFile& file : files) {
    try {
      file.Write(report);
    } catch (const Error&) {
      if (!failure) failure = std::current_exception();
    }
  }
  if (failure) std::rethrow_exception(failure);
}

ExitCode ExitCodeOf(const RunReport& report, const Interruption& interruption) {
  if (report.interrupted && interruption.requested()) return InterruptedBy(interruption.signal());
  if (report.holds()) return ExitCode::kHeld;
  if (report.Count(ReportOutcome::kFailed) > 0) return ExitCode::kDidNotHold;
  std::cerr << "gtest-redis: every state was skipped, and so nothing is known of the service\n";
  for (const StateReport& state : report.states) {
    std::cerr << "  " << state.name << ": " << state.skipped << "\n";
  }
  return ExitCode::kNoRedis;
}

RunReport Go(const RunFlags& flags, const Contract& contract, ContractRunOptions options,
             Interruption& interruption) {
  RunProgress progress(flags.quiet,
                       static_cast<int>(CountStates(contract, options)) * flags.repeat);
  options.have_server = [&flags](const ServerOptions& server) {
    return HaveServer(*flags.wishes, server);
  };
  options.stop = [&interruption] { return interruption.requested(); };
  if (flags.keep) {
    options.hold = [&](RedisServer& server, Service& service) {
      progress.Clear();
      std::cerr << "all was asked; the state and the service stay as they are until Ctrl-C:\n";
      DescribeHeld(std::cerr, server, service);
      interruption.AwaitCtrlC();
    };
  }
  ContractRunPlan plan;
  plan.repeat = flags.repeat;
  plan.jobs = flags.jobs;
  plan.on_begin = [&](const std::string& state, int round) { progress.Begin(state, round); };
  plan.on_end = [&](const StateReport& report) { progress.End(report); };
  RunReport report = RunContract(contract, options, plan);
  progress.Clear();
  return report;
}

ExitCode Run(const RunFlags& flags) {
  const Contract contract = Contract::Load(flags.contract);
  ContractRunOptions options;
  options.states = {flags.states.begin(), flags.states.end()};
  options.requests = {flags.requests.begin(), flags.requests.end()};
  options.seed = flags.seed;
  Check(contract, options);
  if (flags.keep) CheckKeep(flags, CountStates(contract, options));
  options.command = CommandOf(flags, contract);
  options.artifacts = ArtifactsOf(flags);
  std::vector<ReportFile> files = ReportFilesOf(flags);

  Interruption interruption;
  const RunReport report = Go(flags, contract, std::move(options), interruption);
  Print(flags, report);
  Write(files, report);
  return ExitCodeOf(report, interruption);
}

// A wrong file is told as a compiler would, for editors that jump to each place.
ExitCode RunAndExplain(const RunFlags& flags) {
  try {
    return Run(flags);
  } catch (const ContractError& error) {
    std::cerr << error.what() << "\n";
    return ExitCode::kUsage;
  } catch (const UrlError& error) {
    throw UsageError(error.what());
  }
}

void AddSelectionFlags(CLI::App& command, RunFlags& flags) {
  const auto add = [&](const char* flag, auto& target, const char* help) {
    command.add_option(flag, target, help)->type_name("NAME")->allow_extra_args(false);
  };
  add("--state", flags.states, "Only this state; may be repeated");
  add("--only", flags.requests, "Only this request, and those it needs; may be\nrepeated");
  command.add_option("--seed", flags.seed, "What {unique} is made of; see the report of a run")
      ->type_name("WORD");
  command.add_option("--repeat", flags.repeat, "How often each state")
      ->type_name("N")
      ->check(CLI::Range(1, 1'000'000));
  command.add_option("--jobs", flags.jobs, "How many states at a time")
      ->type_name("N")
      ->check(CLI::Range(1, 64));
  command.add_flag("--keep", flags.keep, "Holds the state until Ctrl-C, to look around");
}

void AddReportFlags(CLI::App& command, RunFlags& flags) {
  command.add_flag("--json", flags.json, "Prints the report as JSON in place of the table");
  command.add_flag("--quiet", flags.quiet, "Tells no progress");
  command.add_option("--junit", flags.junit, "Writes JUnit XML, too")->type_name("FILE");
  command.add_option("--html", flags.html, "Writes a page, too")->type_name("FILE");
  command
      .add_option("--artifacts", flags.artifacts,
                  "Keeps a folder in it for each state that fails;\nelse in "
                  "$GTEST_REDIS_ARTIFACTS")
      ->type_name("DIRECTORY");
}

}  // namespace

void AddRun(CLI::App& app, const std::vector<std::string>& service, ExitCode& exit_code) {
  auto* command = app.add_subcommand("run", "Proves that a service keeps its contract");
  command->footer(
      "  gtest-redis run CONTRACT [OPTIONS] [-- COMMAND...]\n"
      "\n"
      "For each state of the contract, starts a Redis and the service, asks the\n"
      "requests while Redis is well, in the state, and after it, and prints what came\n"
      "of it: a table on standard output; progress goes to standard error. A COMMAND\n"
      "behind -- is run in place of the contract's; {listen} and {redis} are filled in.\n"
      "\n"
      "--keep stops in the state when all was asked, prints the addresses of the\n"
      "service and its Redis, and goes on to the recovery after Ctrl-C.\n"
      "\n"
      "Ctrl-C (or SIGTERM, or SIGHUP) stops everything, leaves nothing behind, and the\n"
      "reports have what was done until then; a second one ends at once, without\n"
      "reports.\n"
      "\n"
      "Exit status: 0 all held; 1 something did not; 2 usage, a wrong contract, a\n"
      "program that is not there, a report that cannot be written; 3 no usable Redis,\n"
      "or all states were skipped; 128 + the signal of an interrupted run: 130 for\n"
      "Ctrl-C.");
  auto flags = std::make_shared<RunFlags>();
  command->add_option("CONTRACT", flags->contract, "The contract's file")->required();
  AddSelectionFlags(*command, *flags);
  AddReportFlags(*command, *flags);
  flags->wishes = AddServerFlags(*command);
  command->callback([flags, &service, &exit_code] {
    flags->command = service;
    exit_code = RunAndExplain(*flags);
  });
}

}  // namespace gtest_redis
