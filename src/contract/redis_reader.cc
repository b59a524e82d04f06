#include "contract/redis_reader.h"

#include <algorithm>
#include <cctype>

#include "contract/known_placeholders.h"
#include "contract/object_reader.h"
#include "contract/placeholder_text.h"
#include "gtest_redis/server/server_error.h"
#include "process/printable.h"
#include "server/redis_conf.h"

namespace gtest_redis {
namespace {

constexpr int kMostDatabases = 1000000;

std::optional<std::string> ReadVersion(const JsonNode& node, ContractFaults& faults) {
  const std::string text = node.is_text() ? node.text() : "";
  const auto is_digit = [](char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; };
  bool good = !text.empty() && text.size() < 20 && is_digit(text.front()) && is_digit(text.back());
  for (std::size_t i = 0; good && i < text.size(); ++i) {
    good = is_digit(text[i]) || (text[i] == '.' && is_digit(text[i - 1]));
  }
  if (good && std::count(text.begin(), text.end(), '.') <= 2) return text;
  AddExpected(node, "a version such as '6.2'", faults);
  return {};
}

std::optional<RedisRole> ReadRole(const JsonNode& node, ContractFaults& faults) {
  const auto word = OneOf("role", {"standalone", "master", "replica"})(node, faults);
  if (!word) return {};
  if (*word == "standalone") return RedisRole::kStandalone;
  return *word == "master" ? RedisRole::kMaster : RedisRole::kReplica;
}

// As it is given to Redis.
std::optional<std::string> ReadMaxmemory(const JsonNode& node, ContractFaults& faults) {
  if (!ReadSize(node, faults)) return {};
  return ReadTextOrNumber(node, faults);
}

std::map<std::string, std::string> ReadConfig(const JsonNode& node, ContractFaults& faults) {
  std::map<std::string, std::string> config;
  for (const auto& member : MembersOf(node, "directives by name", faults)) {
    const auto value = ReadTextOrNumber(*member, faults);
    if (!value) continue;
    ServerOptions options;
    options.config[member->name] = *value;
    try {
      CheckOptions(options);
      config[member->name] = *value;
    } catch (const ServerError& error) {
      faults.AddName(*member, Printable(error.what(), 300));
    }
  }
  return config;
}

}  // namespace

void CheckEnvironmentNames(const JsonNode& node, ContractFaults& faults) {
  for (const auto& child : node.children) CheckEnvironmentNames(*child, faults);
  if (!node.is_text()) return;
  for (const std::string& word : ListPlaceholders(node.text())) {
    const std::string mistake = EnvironmentMistake(word);
    if (!mistake.empty()) faults.Add(node, mistake);
  }
}

void ReadRedis(const JsonNode& node, RedisModel* model, ContractFaults& faults) {
  ObjectReader object(node, "a description of Redis", faults);
  object.Take("version", &model->at_least, ReadVersion);
  object.Take("role", &model->role, ReadRole);
  object.Take("database", &model->options.database, WholeNumber(0, kMostDatabases));
  object.Take("maxmemory", &model->options.maxmemory, ReadMaxmemory);
  object.Take("policy", &model->options.maxmemory_policy,
              OneOf("policy", {"noeviction", "allkeys-lru", "allkeys-lfu", "allkeys-random",
                               "volatile-lru", "volatile-lfu", "volatile-random", "volatile-ttl"}));
  object.Take("password", &model->options.password, ReadFullText);
  if (const JsonNode* config = object.Find("config")) {
    model->options.config = ReadConfig(*config, faults);
  }
  object.RefuseOthers();
  CheckEnvironmentNames(node, faults);
}

}  // namespace gtest_redis
