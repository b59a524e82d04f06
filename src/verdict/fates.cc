#include <map>

#include "gtest_redis/verdict/evidence.h"

namespace gtest_redis {
namespace {

using Outcome = GateCommand::Outcome;

bool Ends(const std::string& name) { return name == "EXEC" || name == "DISCARD"; }

}  // namespace

std::vector<CommandFate> FatesOf(const std::vector<GateCommand>& commands) {
  std::vector<CommandFate> fates;
  std::map<std::uint64_t, std::vector<std::size_t>> queued;  // By connection, where MULTI is open.
  for (const GateCommand& command : commands) {
    fates.push_back({&command, command.outcome, command.reached_redis, command.error});
    if (command.name == "MULTI") {
      queued[command.connection] = {};
      continue;
    }
    const auto transaction = queued.find(command.connection);
    if (transaction == queued.end()) continue;
    if (!Ends(command.name)) {
      transaction->second.push_back(fates.size() - 1);
      continue;
    }
    for (const std::size_t index : transaction->second) {
      CommandFate& fate = fates[index];
      if (fate.outcome == Outcome::kRefused) continue;  // The reason why EXEC was refused.
      const bool discarded = command.name == "DISCARD";
      fate.outcome = discarded ? Outcome::kPending : command.outcome;
      fate.reached_redis = fate.reached_redis && command.reached_redis && !discarded;
      fate.error = command.error;
    }
    queued.erase(transaction);
  }
  // A transaction that was never ended was never done.
  for (const auto& [connection, indexes] : queued) {
    for (const std::size_t index : indexes) {
      if (fates[index].outcome == Outcome::kAnswered) fates[index].outcome = Outcome::kPending;
      fates[index].reached_redis = false;
    }
  }
  return fates;
}

bool MayHaveWritten(const std::vector<GateCommand>& commands) {
  for (const CommandFate& fate : FatesOf(commands)) {
    const bool unknown = fate.outcome == Outcome::kLost || fate.outcome == Outcome::kPending;
    if (fate.command->writes && unknown && fate.reached_redis) return true;
  }
  return false;
}

}  // namespace gtest_redis
