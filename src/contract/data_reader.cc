#include "contract/data_reader.h"

#include <limits>

#include "contract/object_reader.h"
#include "contract/redis_reader.h"

namespace gtest_redis {
namespace {

// As much as a state may fill Redis with: a slip of the pen would fill the machine.
constexpr std::uint64_t kMostBytes = 1024ull * 1024 * 1024;

std::vector<std::string> ReadCommand(const JsonNode& node, ContractFaults& faults) {
  std::vector<std::string> command;
  if (!node.value.is_array() || node.children.empty()) {
    AddExpected(node, R"(a command such as ["SET", "key", "value"])", faults);
    return command;
  }
  for (const auto& child : node.children) {
    if (const auto word = ReadTextOrNumber(*child, faults)) command.push_back(*word);
  }
  return command;
}

FillModel ReadFill(const JsonNode& node, ContractFaults& faults) {
  FillModel fill;
  ObjectReader object(node, "a fill", faults);
  int count = 0;
  if (object.Require("count", "how many keys") != nullptr) {
    object.Take("count", &count, WholeNumber(1, std::numeric_limits<int>::max()));
  }
  fill.count = static_cast<std::uint64_t>(count);
  if (object.Require("size", "the size of each value") != nullptr) {
    object.Take("size", &fill.size, ReadSize);
  }
  if (object.Require("prefix", "what the names of the keys begin with") != nullptr) {
    object.Take("prefix", &fill.prefix, ReadText);
  }
  object.Take("ttl", &fill.ttl, ReadDuration);
  object.RefuseOthers();
  if (fill.count > 0 && fill.size > kMostBytes / fill.count) {
    faults.Add(node, "these are more than 1gb");
  }
  return fill;
}

}  // namespace

DataModel ReadData(const JsonNode& node, ContractFaults& faults) {
  DataModel data;
  ObjectReader object(node, "data", faults);
  if (const JsonNode* commands = object.Find("commands")) {
    for (const auto& command : ElementsOf(*commands, "commands", faults)) {
      data.commands.push_back(ReadCommand(*command, faults));
    }
  }
  if (const JsonNode* fills = object.Find("fill")) {
    for (const auto& fill : ElementsOf(*fills, "fills", faults)) {
      data.fills.push_back(ReadFill(*fill, faults));
    }
  }
  object.RefuseOthers();
  CheckEnvironmentNames(node, faults);
  return data;
}

}  // namespace gtest_redis
