#pragma once

#include <string>
#include <vector>

#include "gtest_redis/redis/error.h"

namespace gtest_redis {

/// One mistake in a contract.
struct ContractFault {
  int line = 0;         ///< From 1 on; zero when it is none of a place.
  int column = 0;       ///< From 1 on, in bytes.
  std::string pointer;  ///< "/requests/new_signal/methd"; empty for the whole file.
  std::string message;  ///< "there is no member 'methd'; did you mean 'method'?"
};

/// A contract cannot be used. what() has a line for each mistake, all there are:
///
///     contract.json:12:7: /requests/new_signal/methd: there is no member 'methd'; ...
class ContractError : public Error {
 public:
  ContractError(const std::string& file, std::vector<ContractFault> faults);

  const std::vector<ContractFault>& faults() const { return faults_; }

 private:
  std::vector<ContractFault> faults_;
};

}  // namespace gtest_redis
