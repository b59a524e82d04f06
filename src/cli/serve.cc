#include "cli/serve.h"

#include <CLI/CLI.hpp>
#include <csignal>
#include <ctime>
#include <iostream>
#include <memory>
#include <set>
#include <vector>

#include "cli/server_flags.h"
#include "cli/state_argument.h"
#include "gtest_redis/gate/gate.h"
#include "gtest_redis/redis/url.h"
#include "gtest_redis/server/server_error.h"
#include "process/log_file.h"

namespace gtest_redis {
namespace {

constexpr timespec kBetweenLooks = {1, 0};

struct ServeOptions {
  std::shared_ptr<BackendWishes> wishes;
  std::vector<std::string> states;
  std::vector<std::string> config;
  std::string maxmemory;
  std::string policy;
  int database = 0;
};

// Blocks the signals that end a program on demand, in all its threads, so that sigtimedwait() gets
// them.
sigset_t BlockEndSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&signals, signal);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  return signals;
}

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

std::string Of(const StateArgument& argument) {
  std::string text = "'" + argument.name + "'";
  for (const auto& [name, value] : argument.values) text += " " + name + "=" + value;
  return text;
}

/// States that were entered, left in the reverse order.
class Guards {
 public:
  ~Guards() {
    while (!guards_.empty()) guards_.pop_back();
  }
  void Enter(RedisServer& server, const StateArgument& argument) {
    guards_.emplace_back(server, *MakeState(argument.name, argument.values));
    std::cout << Of(argument) << " holds" << std::endl;
  }
  /// Says, once for each, which of them hold no longer; false when there is one.
  bool AllHold() {
    for (StateGuard& guard : guards_) {
      try {
        guard.Check();
      } catch (const Error& error) {
        if (broken_.insert(guard.name()).second) std::cout << error.what() << std::endl;
      }
    }
    return broken_.empty();
  }

 private:
  std::vector<StateGuard> guards_;
  std::set<std::string> broken_;
};

ExitCode Serve(const ServeOptions& options) {
  std::vector<StateArgument> states;
  for (const std::string& state : options.states) states.push_back(StateArgument::Parse(state));
  options.wishes->code = OptionsOf(options);
  const sigset_t signals = BlockEndSignals();
  RedisServer server = HaveServer(*options.wishes);
  // What cannot be told otherwise than as it is left.
  bool held = true;
  ReportStateErrors([&held](const std::string& error) {
    std::cout << error << std::endl;
    held = false;
  });
  const Gate gate(server);
  std::cout << server.product() << " " << server.version() << " at " << gate.url() << ", itself at "
            << server.url() << std::endl;
  {
    Guards guards;
    for (const StateArgument& state : states) guards.Enter(server, state);
    std::cout << "until Ctrl-C" << std::endl;
    while (sigtimedwait(&signals, nullptr, &kBetweenLooks) < 0) {
      held = guards.AllHold() && held;
      if (server.died()) {
        std::cout << "redis-server " << server.exit_reason() << ";" << QuoteLog(server.Log())
                  << std::endl;
        return ExitCode::kDidNotHold;
      }
    }
  }
  return held ? ExitCode::kHeld : ExitCode::kDidNotHold;
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
