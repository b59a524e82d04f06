#include "cli/init.h"

#include <CLI/CLI.hpp>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>

#include "cli/first_contract.h"
#include "cli/given_request.h"
#include "cli/server_flags.h"
#include "cli/service_command.h"
#include "gtest_redis/redis/url.h"
#include "gtest_redis/service/service.h"
#include "gtest_redis/state/catalogue.h"

namespace gtest_redis {
namespace {

namespace fs = std::filesystem;

struct InitFlags {
  std::shared_ptr<BackendWishes> wishes;
  std::vector<std::string> command;
  std::vector<std::string> requests;
  std::vector<std::string> body_files;
  std::string output;
  bool force = false;
};

std::vector<FirstState> StatesOf(RedisServer& server) {
  std::vector<FirstState> states = {
      {"healthy", Lack::kNothing},      {"slow-network", Lack::kNothing},
      {"out-of-memory", Lack::kWrites}, {"read-only", Lack::kWrites},
      {"refused", Lack::kEverything},   {"hung", Lack::kEverything},
      {"emptied", Lack::kKeys}};
  for (FirstState& state : states) {
    const StateEntry& entry = FindState(state.name);
    state.meaning = entry.meaning;
    state.why_not = WhyImpossible(entry, server);
  }
  return states;
}

// As it is written in a file of `folder`.
std::string RelativeTo(const fs::path& folder, const fs::path& path) {
  return path.lexically_proximate(folder).string();
}

// A program that is given by its path is relative to the contract's folder.
std::vector<std::string> CommandFor(const fs::path& folder, std::vector<std::string> command) {
  std::string& program = command.front();
  if (program.find('/') == std::string::npos || fs::path(program).is_absolute()) return command;
  program = RelativeTo(folder, fs::absolute(program).lexically_normal());
  if (program.find('/') == std::string::npos) program = "./" + program;
  return command;
}

void CheckOutput(const InitFlags& flags) {
  std::error_code error;
  if (flags.output.empty()) return;
  if (fs::exists(flags.output, error) && !flags.force) {
    throw UsageError("'" + flags.output + "' is there already; --force replaces it");
  }
  const fs::path folder = fs::absolute(flags.output).parent_path();
  if (!fs::is_directory(folder, error)) {
    throw UsageError("cannot write '" + flags.output + "': there is no directory '" +
                     folder.string() + "'");
  }
}

std::vector<FirstLook> LookAround(const InitFlags& flags, RedisServer& server) {
  std::vector<GivenRequest> requests = ParseRequests(flags.requests, flags.body_files);
  for (const GivenRequest& usual : UsualRequests()) requests.push_back(usual);
  Service service = Service::Start(server, flags.command);
  std::vector<FirstLook> looks;
  for (const GivenRequest& request : requests) {
    FirstLook look = LookAt(service, request, static_cast<int>(looks.size()) + 1);
    const bool leads_nowhere = look.first == 0 || (request.by_default && look.first == 404);
    if (!request.by_default || !leads_nowhere) {
      std::cerr << request.Name() << ": "
                << (look.first == 0 ? look.error + "; left out" : std::to_string(look.first))
                << "\n";
    }
    if (!leads_nowhere) looks.push_back(std::move(look));
  }
  if (looks.empty()) {
    throw UsageError(
        "the service answered nothing that a contract could be made of; name its "
        "requests with --request 'METHOD PATH [BODY]'");
  }
  return looks;
}

ExitCode Init(const InitFlags& flags) {
  if (flags.command.empty()) {
    throw UsageError("the service's command is missing: gtest-redis init [OPTIONS] -- COMMAND...");
  }
  CheckOutput(flags);
  ParseRequests(flags.requests, flags.body_files);  // What is wrong with them is said first.
  InitFlags found = flags;
  found.command = FindCommand(flags.command, ".");

  const fs::path folder =
      flags.output.empty() ? fs::current_path() : fs::absolute(flags.output).parent_path();
  RedisServer server = HaveServer(*flags.wishes);
  if (Url::Parse(server.url()).scheme == Url::Scheme::kRediss) {
    throw UsageError("what a service asks of a redis that speaks TLS cannot be seen; use another");
  }
  server.Use();
  server.Flush();
  FirstContract contract;
  contract.command = CommandFor(folder, flags.command);
  contract.directory = RelativeTo(folder.lexically_normal(), fs::current_path());
  contract.redis = server.product() + " " + server.version();
  contract.looks = LookAround(found, server);
  contract.states = StatesOf(server);
  const std::string text = WriteFirstContract(contract);
  if (flags.output.empty()) {
    std::cout << text << std::flush;
    return ExitCode::kHeld;
  }
  std::ofstream out(flags.output, std::ios::binary);
  out << text;
  out.close();
  if (!out) throw UsageError("cannot write '" + flags.output + "'");
  std::cerr << "wrote '" << flags.output << "'; edit it, then `gtest-redis run " << flags.output
            << "`\n";
  return ExitCode::kHeld;
}

}  // namespace

void AddInit(CLI::App& app, const std::vector<std::string>& service, ExitCode& exit_code) {
  auto* command = app.add_subcommand("init", "Writes a first contract of a service");
  command->footer(
      "  gtest-redis init [OPTIONS] -- COMMAND...\n"
      "\n"
      "Starts a Redis and the service, sends each request twice, looks at what the\n"
      "service asks of Redis for it, and writes from that a contract, to be edited:\n"
      "comments in it say what was seen, and what is a guess. In COMMAND, {listen} (or\n"
      "{port}) and {redis} are filled in; a service that takes them from its\n"
      "environment is started by env:\n"
      "\n"
      "  gtest-redis init --output app.json --request 'POST /notes {\"text\": \"a\"}' \\\n"
      "      -- env PORT={port} REDIS_URL={redis} node app.js\n"
      "\n"
      "GET of /, /healthz, /livez, /health, /readyz and /ready is sent, too; what is\n"
      "answered 404 is left out.");
  auto flags = std::make_shared<InitFlags>();
  command->add_option("--output", flags->output, "The file to write; else standard output")
      ->type_name("FILE");
  command->add_flag("--force", flags->force, "Replaces the file if it is there");
  command->add_option("--request", flags->requests, "A request to send; may be repeated")
      ->type_name("'METHOD PATH [BODY]'")
      ->allow_extra_args(false);
  command
      ->add_option("--body-file", flags->body_files,
                   "The body of the first --request that should\nhave one and has none; may be "
                   "repeated,\nfor the second")
      ->type_name("FILE")
      ->allow_extra_args(false);
  flags->wishes = AddServerFlags(*command);
  command->callback([flags, &service, &exit_code] {
    flags->command = service;
    exit_code = Init(*flags);
  });
}

}  // namespace gtest_redis
