#include "gtest_redis/contract/contract.h"

#include <utility>

#include "contract/body_file.h"
#include "contract/contract_model.h"
#include "contract/contract_reader.h"

namespace gtest_redis {

Contract::Contract(std::shared_ptr<const ContractModel> model) : model_(std::move(model)) {}

Contract Contract::Load(const std::string& path) {
  std::string mistake;
  const std::string text = ReadBodyFile("", path, &mistake);
  if (!mistake.empty()) throw ContractError(path, {{0, 0, "", mistake}});
  return Parse(text, path);
}

Contract Contract::Parse(const std::string& text, const std::string& path) {
  return Contract(ReadContract(text, path));
}

const std::string& Contract::name() const { return model_->name; }
const std::string& Contract::file() const { return model_->file; }
const std::vector<Contract::State>& Contract::states() const { return model_->state_list; }
const std::vector<std::string>& Contract::requests() const { return model_->request_names; }

}  // namespace gtest_redis
