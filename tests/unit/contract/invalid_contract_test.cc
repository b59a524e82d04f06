// Every file of fixtures/invalid gives exactly the message that stands beside it.

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "gtest_redis/contract/contract.h"

namespace gtest_redis {
namespace {

namespace fs = std::filesystem;

const fs::path kFolder = fs::path(FIXTURES) / "invalid";

std::string ReadFile(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

std::vector<std::string> Names() {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(kFolder)) {
    if (entry.path().extension() == ".json") names.push_back(entry.path().stem().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::string WithoutFolder(std::string text) {
  const std::string folder = kFolder.string() + "/";
  for (auto at = text.find(folder); at != std::string::npos; at = text.find(folder, at)) {
    text.erase(at, folder.size());
  }
  return text;
}

class InvalidContractTest : public testing::TestWithParam<std::string> {};

TEST_P(InvalidContractTest, GivesTheMessageBesideIt) {
  const fs::path path = kFolder / (GetParam() + ".json");
  try {
    Contract::Load(path.string());
    FAIL() << path << " was taken";
  } catch (const ContractError& error) {
    EXPECT_EQ(WithoutFolder(error.what()) + "\n", ReadFile(kFolder / (GetParam() + ".txt")));
  }
}

INSTANTIATE_TEST_SUITE_P(All, InvalidContractTest, testing::ValuesIn(Names()), [](const auto& one) {
  std::string name = one.param;
  std::replace(name.begin(), name.end(), '.', '_');
  return name;
});

TEST(InvalidContractsTest, AreManyAndAllHaveAMessage) {
  EXPECT_GE(Names().size(), 40u);
  for (const auto& entry : fs::directory_iterator(kFolder)) {
    const fs::path& path = entry.path();
    const bool is_contract = path.extension() == ".json";
    EXPECT_TRUE(is_contract || path.extension() == ".txt") << path << " is of neither kind";
    EXPECT_TRUE(fs::exists(fs::path(path).replace_extension(is_contract ? ".txt" : ".json")))
        << path << " stands alone";
  }
}

}  // namespace
}  // namespace gtest_redis
