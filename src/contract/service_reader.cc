#include "contract/service_reader.h"

#include "contract/body_file.h"
#include "contract/known_placeholders.h"
#include "contract/object_reader.h"
#include "contract/placeholder_text.h"
#include "contract/redis_reader.h"
#include "service/http_url.h"

namespace gtest_redis {
namespace {

void CheckPlaceholders(const JsonNode& node, ContractFaults& faults) {
  for (const auto& child : node.children) CheckPlaceholders(*child, faults);
  if (!node.is_text()) return;
  for (const std::string& word : ListPlaceholders(node.text())) {
    const std::string mistake = ServicePlaceholderMistake(word);
    if (!mistake.empty()) faults.Add(node, mistake);
  }
}

std::optional<std::string> ReadUrl(const JsonNode& node, ContractFaults& faults) {
  auto text = ReadText(node, faults);
  if (!text || !ListPlaceholders(*text).empty()) return text;
  try {
    HttpUrl::Parse(*text);
    return text;
  } catch (const UrlError& error) {
    faults.Add(node, error.what());
    return {};
  }
}

std::optional<std::string> ReadReady(const JsonNode& node, ContractFaults& faults) {
  if (node.is_text() && node.text().rfind('/', 0) == 0) return node.text();
  AddExpected(node, "a path that begins with '/'", faults);
  return {};
}

// A path of a contract that begins with a placeholder is not seen from its folder.
std::string FromFolder(const std::string& folder, const std::string& path) {
  return path.rfind('{', 0) == 0 ? path : AbsoluteFrom(folder, path);
}

}  // namespace

std::map<std::string, std::string> ReadEnvironment(const JsonNode& node, ContractFaults& faults) {
  std::map<std::string, std::string> environment;
  for (const auto& member : MembersOf(node, "variables by name", faults)) {
    if (member->name.empty() || member->name.find('=') != std::string::npos) {
      faults.AddName(*member, "this is no name of a variable of the environment");
    }
    if (const auto value = ReadText(*member, faults)) environment[member->name] = *value;
  }
  CheckPlaceholders(node, faults);
  return environment;
}

std::vector<std::string> ReadArguments(const JsonNode& node, ContractFaults& faults) {
  CheckPlaceholders(node, faults);
  return ReadTexts(node, faults).value_or(std::vector<std::string>());
}

ServiceModel ReadService(const JsonNode& node, const std::string& folder, ContractFaults& faults) {
  ServiceModel service;
  ObjectReader object(node, "a service", faults);
  const JsonNode* const command = object.Find("command");
  if (command != nullptr) service.command = ReadArguments(*command, faults);
  if (command != nullptr && command->value.is_array() &&
      (command->children.empty() ||
       (command->children[0]->is_text() && command->children[0]->text().empty()))) {
    faults.Add(*command, "a command begins with a program");
  }
  if (!service.command.empty() && service.command[0].find('/') != std::string::npos) {
    service.command[0] = FromFolder(folder, service.command[0]);
  }
  const bool has_url = object.Take("url", &service.url, ReadUrl);
  if (const JsonNode* url = object.Find("url")) CheckEnvironmentNames(*url, faults);
  if (command != nullptr && has_url) {
    faults.AddName(*object.Find("url"), "there can be 'command' or 'url', not both");
  } else if (command == nullptr && !has_url && node.value.is_object()) {
    faults.Add(node, "a service has a 'command' or a 'url'");
  }
  if (const JsonNode* environment = object.Find("environment")) {
    service.environment = ReadEnvironment(*environment, faults);
  }
  if (object.Take("directory", &service.directory, ReadFullText) && !service.directory.empty()) {
    service.directory = FromFolder(folder, service.directory);
    CheckEnvironmentNames(*object.Find("directory"), faults);
  }
  object.Take("ready", &service.ready, ReadReady);
  object.Take("starts_within", &service.starts_within, ReadDuration);
  object.Take("stops_within", &service.stops_within, ReadDurationOrZero);
  object.RefuseOthers();
  return service;
}

}  // namespace gtest_redis
