#pragma once

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "gtest_redis/contract/contract.h"
#include "gtest_redis/contract/contract_runner.h"

namespace gtest_redis {

/// Contracts of the alert gateway, of a few requests, and how they are run.
class ContractTest : public testing::Test {
 protected:
  using Json = nlohmann::ordered_json;

  /// Holds for the sound gateway, when it is "healthy" and "full" (out-of-memory).
  static Json GatewayContract();
  static Contract Load(const Json& contract) {
    return Contract::Parse(contract.dump(), "gateway.json");
  }
  /// The gateway with this defect.
  static ContractRunOptions WithDefect(const std::string& defect);
  /// Goes through one state of it.
  static StateReport Run(const Json& contract, const std::string& state,
                         const ContractRunOptions& options = {});

  /// "new_signal: kind", of all findings.
  static std::vector<std::string> Found(const StateReport& report);
  /// How many processes of this program's run `program`.
  static int Running(const std::string& program);
  static std::string ReadFile(const std::string& path);
};

}  // namespace gtest_redis
