#pragma once

#include <string>
#include <vector>

#include "cli/first_look.h"

namespace gtest_redis {

/// What a Redis lacks in a state.
enum class Lack { kNothing, kWrites, kEverything, kKeys };

/// A state of Redis for a first contract.
struct FirstState {
  std::string name;  ///< In the catalogue.
  Lack lack;
  std::string meaning = {};  ///< The catalogue's line of it.
  std::string why_not = {};  ///< Why this Redis cannot have it; empty: it can.
};

/// What a first contract is made of.
struct FirstContract {
  std::vector<std::string> command;  ///< As it is to stand in the file.
  std::string directory;             ///< Likewise.
  std::string redis;                 ///< "redis 7.0.15".
  std::vector<FirstLook> looks;      ///< At least one.
  std::vector<FirstState> states;
};

/// The text of a contract file, with comments that say what was seen, and what is a guess.
std::string WriteFirstContract(const FirstContract& contract);

/// A name for the contract of this command: "alert_gateway", "app" of {"node", "src/app.js"}.
std::string ContractName(const std::vector<std::string>& command);

}  // namespace gtest_redis
