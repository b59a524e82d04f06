#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "gtest_redis/contract/contract_runner.h"
#include "gtest_redis/report/run_report.h"

namespace gtest_redis {

/// What a folder that was kept of a failure says of how to have it again.
struct Replay {
  std::string folder;
  /// The file of the contract; empty: it was kept of a test that is none of a contract.
  std::string contract;
  std::string file;  ///< Where that file was when it failed.
  std::string state;
  std::set<std::string> requests;
  std::string seed;
  int round = 1;
  std::vector<std::string> command;  ///< In place of the contract's; may be empty.
  std::string directory;             ///< Where its service ran.
  /// Files with bodies that had secrets in them: where each was, by where it is to be.
  std::map<std::string, std::string> left_out;
  std::string redis;               ///< "redis 7.0.15"; empty where it is not known.
  int database = 0;                ///< Of a test.
  std::set<std::string> findings;  ///< The kinds of them.

  /// Reads `folder`/replay.json. Throws Error, which says what is missing.
  static Replay Read(const std::string& folder);

  /// Which variables of the environment it needs that are not set: those of what the contract says
  /// for its state, and of `command`. Throws Error for a contract that is none.
  std::vector<std::string> MissingVariables(const std::vector<std::string>& command) const;
  /// Throws Error for the first of the files that were left out, and are not there now either.
  void RequireFiles() const;
};

/// Whether a replay with these findings is the same failure: it has the same ones. Late answers may
/// have come to them, because this machine may be the slower one.
bool IsSameFailure(std::set<std::string> findings, const std::set<std::string>& kept);

/// The kinds of all findings of a report.
std::set<std::string> KindsOf(const StateReport& report);

}  // namespace gtest_redis
