#pragma once

#include <string>
#include <vector>

#include "gtest_redis/verdict/evidence.h"

namespace gtest_redis {

using Outcome = GateCommand::Outcome;

/// A command of database 2, as a gate saw it. The same name and key make the same digest.
inline GateCommand Sent(const std::string& name, const std::string& key, Outcome outcome,
                        const std::string& error = "") {
  GateCommand command;
  command.connection = 1;
  command.database = 2;
  command.name = name;
  command.key = key;
  command.digest = std::hash<std::string>()(name + " " + key);
  command.writes = name != "GET" && name != "MULTI";
  command.reached_redis = true;
  command.outcome = outcome;
  command.error = error;
  return command;
}

/// What is known of a request that was answered `status`, with these commands and a gate.
inline Evidence Answered(int status, const std::vector<GateCommand>& commands = {}) {
  Evidence evidence;
  evidence.response.status = status;
  evidence.gate = true;
  evidence.database = 2;
  evidence.commands = commands;
  for (const GateCommand& command : commands) {
    if (command.outcome == Outcome::kRefused) {
      ++evidence.since_state.refusals[command.error.substr(0, command.error.find(' '))];
    }
    if (command.outcome == Outcome::kLost) ++evidence.since_state.lost;
  }
  return evidence;
}

inline Expectation Expect(Role role, const std::set<int>& statuses) {
  Expectation expectation;
  expectation.role = role;
  expectation.statuses = statuses;
  return expectation;
}

inline constexpr char kOom[] = "OOM command not allowed when used memory > 'maxmemory'.";

}  // namespace gtest_redis
