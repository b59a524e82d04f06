#include "cli/serve.h"

#include <CLI/CLI.hpp>
#include <memory>
#include <vector>

#include "cli/hold.h"
#include "cli/server_flags.h"
#include "cli/state_argument.h"

namespace gtest_redis {
namespace {

struct ServeOptions {
  std::shared_ptr<BackendWishes> wishes;
  std::vector<std::string> states;
  std::vector<std::string> config;
  std::string maxmemory;
  std::string policy;
  int database = 0;
};

ServerOptions OptionsOf(const ServeOptions& given) {
  ServerOptions options;
  options.maxmemory = given.maxmemory;
  options.maxmemory_policy = given.policy;
  options.database = given.database;
  for (const std::string& directive : given.config) {
    const auto equals = directive.find('=');
    if (equals == std::string::npos) {
      throw UsageError("--config takes NAME=VALUE, and not '" + directive + "'");
    }
    options.config[directive.substr(0, equals)] = directive.substr(equals + 1);
  }
  return options;
}

ExitCode Serve(const ServeOptions& options) {
  std::vector<StateArgument> states;
  for (const std::string& state : options.states) states.push_back(StateArgument::Parse(state));
  options.wishes->code = OptionsOf(options);
  const sigset_t signals = BlockEndSignals();
  RedisServer server = HaveServer(*options.wishes);
  return Hold(server, states, signals);
}

}  // namespace

void AddServe(CLI::App& app, ExitCode& exit_code) {
  auto* command = app.add_subcommand("serve", "Holds a Redis in a state until Ctrl-C");
  command->footer(
      "Starts a Redis (or attaches to one), enters the states, prints its addresses, and\n"
      "waits. The first address is the gate's, which a service is to be given: states of\n"
      "the network act there. A state and its parameters are those of `gtest-redis\n"
      "states`:\n"
      "\n"
      "  gtest-redis serve --state out-of-memory --state slow-network:latency=100ms\n"
      "\n"
      "Fails with 1 when a state did not hold to the end.");
  auto options = std::make_shared<ServeOptions>();
  command->add_option("--state", options->states, "What to put it into; may be repeated")
      ->type_name("NAME[:PARAMETER=VALUE,...]")
      ->allow_extra_args(false);
  command->add_option("--maxmemory", options->maxmemory, "The directive, such as 64mb");
  command->add_option("--policy", options->policy, "The directive maxmemory-policy");
  command->add_option("--database", options->database, "The database")
      ->check(CLI::NonNegativeNumber);
  command->add_option("--config", options->config, "Any other directive; may be repeated")
      ->type_name("NAME=VALUE")
      ->allow_extra_args(false);
  options->wishes = AddServerFlags(*command);
  command->callback([options, &exit_code] { exit_code = Serve(*options); });
}

}  // namespace gtest_redis
