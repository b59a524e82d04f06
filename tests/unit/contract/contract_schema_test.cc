// What fixtures/schema enumerates is what the library knows.

#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "gtest_redis/state/catalogue.h"
#include "gtest_redis/verdict/finding.h"

namespace gtest_redis {
namespace {

using nlohmann::json;

json Schema() {
  std::ifstream file(FIXTURES "/schema/contract.schema.json");
  return json::parse(file);
}

std::vector<std::string> StateNames() {
  std::vector<std::string> names;
  for (const StateEntry& entry : StateCatalogue()) names.push_back(entry.name);
  return names;
}

TEST(ContractSchemaTest, HasTheStatesOfTheCatalogue) {
  const json schema = Schema();
  EXPECT_EQ(schema.at("/definitions/state/properties/state/enum"_json_pointer), StateNames());
  const json& labels = schema.at("/properties/states/properties"_json_pointer);
  EXPECT_EQ(labels.size(), StateNames().size());
  for (const std::string& name : StateNames()) EXPECT_TRUE(labels.contains(name)) << name;
}

TEST(ContractSchemaTest, HasAllFindings) {
  std::vector<std::string> kinds;
  for (const FindingKind kind : AllFindingKinds()) kinds.push_back(ToString(kind));
  const json schema = Schema();
  for (const char* name : {"expectation", "stateExpectation", "afterwardsExpectation"}) {
    const json& expectation = schema.at("definitions").at(name).at("oneOf").at(1);
    EXPECT_EQ(expectation.at("/properties/intended/items/enum"_json_pointer), kinds) << name;
  }
}

}  // namespace
}  // namespace gtest_redis
