#pragma once

#include <memory>
#include <string>

#include "contract/contract_model.h"

namespace gtest_redis {

/// What `text`, which was read from the file at `path`, says. Throws ContractError with all that is
/// wrong with it.
std::shared_ptr<const ContractModel> ReadContract(const std::string& text, const std::string& path);

}  // namespace gtest_redis
