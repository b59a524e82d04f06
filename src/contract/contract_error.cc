#include "gtest_redis/contract/contract_error.h"

namespace gtest_redis {
namespace {

std::string Describe(const std::string& file, const std::vector<ContractFault>& faults) {
  std::string text;
  for (const ContractFault& fault : faults) {
    text += (text.empty() ? "" : "\n") + file;
    if (fault.line > 0) {
      text += ":" + std::to_string(fault.line) + ":" + std::to_string(fault.column);
    }
    text += ": " + (fault.pointer.empty() ? "" : fault.pointer + ": ") + fault.message;
  }
  return text;
}

}  // namespace

ContractError::ContractError(const std::string& file, std::vector<ContractFault> faults)
    : Error(Describe(file, faults)), faults_(std::move(faults)) {}

}  // namespace gtest_redis
