#include "cli/hold.h"

#include <ctime>
#include <iostream>
#include <set>
#include <string>

#include "gtest_redis/gate/gate.h"
#include "gtest_redis/state/state.h"
#include "process/log_file.h"

namespace gtest_redis {
namespace {

constexpr timespec kBetweenLooks = {1, 0};

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

}  // namespace

sigset_t BlockEndSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&signals, signal);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  return signals;
}

ExitCode Hold(RedisServer& server, const std::vector<StateArgument>& states,
              const sigset_t& signals) {
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

}  // namespace gtest_redis
