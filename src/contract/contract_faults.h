#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "contract/json_node.h"
#include "gtest_redis/contract/contract_error.h"

namespace gtest_redis {

/// Collects what is wrong with a contract.
class ContractFaults {
 public:
  /// Of the contract with this text.
  explicit ContractFaults(std::string_view text);

  /// Something is wrong at a place, with a value, with the name of a member, with no place.
  void Add(std::size_t offset, const std::string& pointer, const std::string& message);
  void Add(const JsonNode& node, const std::string& message);
  void AddName(const JsonNode& node, const std::string& message);
  void Add(const std::string& message);

  /// The line of an offset, from 1 on.
  int LineOf(std::size_t offset) const;
  bool empty() const { return faults_.empty(); }
  /// All of them, in the order of the text.
  std::vector<ContractFault> InOrder() const;

 private:
  std::vector<std::size_t> line_starts_;
  std::vector<ContractFault> faults_;
};

/// "there is no WHAT 'word'; did you mean 'NEAREST'?", or, where `words` is empty, without the
/// question.
std::string NoSuch(const std::string& what, const std::string& word,
                   const std::vector<std::string>& words);

}  // namespace gtest_redis
