#pragma once

#include <memory>
#include <string>
#include <vector>

#include "gtest_redis/contract/contract_error.h"

namespace gtest_redis {

struct ContractModel;

/// How a service must behave while its Redis fails, as a file: its requests, the states of Redis,
/// and what each request must get in each state. docs/contracts.md says what stands in it, and
/// fixtures/schema/contract.schema.json says it to editors. A value; cheap to copy; any thread.
class Contract {
 public:
  /// Reads and checks a file, and the files with bodies that it names, relative to it. Throws
  /// ContractError with all that is wrong with it.
  static Contract Load(const std::string& path);
  /// The same of a text, as if it had been read from `path`.
  static Contract Parse(const std::string& text, const std::string& path);

  /// One of its states.
  struct State {
    std::string name;   ///< Its label: "out-of-memory-by-filling".
    std::string state;  ///< In the words of the catalogue: "out-of-memory fill=8mb".
    int line;           ///< Where it stands in the file.
  };

  const std::string& name() const;
  /// As it was given to Load().
  const std::string& file() const;
  /// In the order of the file.
  const std::vector<State>& states() const;
  const std::vector<std::string>& requests() const;

  /// What the file says, for the library itself.
  const ContractModel& model() const { return *model_; }

 private:
  explicit Contract(std::shared_ptr<const ContractModel> model);
  std::shared_ptr<const ContractModel> model_;
};

}  // namespace gtest_redis
