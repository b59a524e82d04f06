// Contracts: each is read, or refused with places that are in it and words that can be printed.

#include <algorithm>
#include <nlohmann/json.hpp>

#include "fuzz.h"
#include "gtest_redis/contract/contract.h"

using gtest_redis::Contract;
using gtest_redis::ContractFault;
using gtest_redis::Require;

namespace {

bool IsUtf8(const std::string& text) {
  try {
    static_cast<void>(nlohmann::json(text).dump());
    return true;
  } catch (const nlohmann::json::exception&) {
    return false;
  }
}

// The length of a line, which is one of the text's; lines count from 1.
std::size_t LengthOfLine(std::string_view text, int line) {
  Require(line >= 1, "lines begin with 1");
  for (int i = 1; i < line; ++i) {
    const auto end = text.find('\n');
    Require(end != std::string_view::npos, "a line is one of the text");
    text.remove_prefix(end + 1);
  }
  return std::min(text.find('\n'), text.size());
}

void Check(const ContractFault& fault, std::string_view text) {
  Require(!fault.message.empty(), "a mistake is told");
  Require(IsUtf8(fault.message) && IsUtf8(fault.pointer), "messages are UTF-8");
  Require(fault.message.find('\n') == std::string::npos, "a message is a line");
  if (fault.line == 0) return;
  const std::size_t length = LengthOfLine(text, fault.line);
  Require(fault.column >= 1 && static_cast<std::size_t>(fault.column) <= length + 1,
          "a column is one of the line");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(gtest_redis::Text(data, size));
  try {
    const Contract contract = Contract::Parse(text, "contract.json");
    Require(!contract.requests().empty(), "a contract has requests");
    Require(!contract.states().empty(), "a contract has states");
    for (const Contract::State& state : contract.states()) LengthOfLine(text, state.line);
  } catch (const gtest_redis::ContractError& error) {
    Require(!error.faults().empty(), "something is wrong when it is refused");
    for (const ContractFault& fault : error.faults()) Check(fault, text);
  }
  return 0;
}
