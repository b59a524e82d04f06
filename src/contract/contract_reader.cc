#include "contract/contract_reader.h"

#include <filesystem>
#include <string_view>

#include "contract/body_file.h"
#include "contract/contract_contradictions.h"
#include "contract/contract_faults.h"
#include "contract/data_reader.h"
#include "contract/defaults_reader.h"
#include "contract/json_document.h"
#include "contract/object_reader.h"
#include "contract/redis_reader.h"
#include "contract/request_reader.h"
#include "contract/service_reader.h"
#include "contract/state_reader.h"
#include "process/printable.h"

namespace gtest_redis {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

// "alert_gateway" of ".../alert_gateway.json".
std::string NameOfFile(const std::string& path) {
  const std::filesystem::path file = std::filesystem::path(path).filename();
  return (file.extension() == ".json" ? file.stem() : file).string();
}

void ReadName(ObjectReader& object, const std::string& path, ContractModel* model,
              ContractFaults& faults) {
  model->name = NameOfFile(path);
  if (object.Take("name", &model->name, gtest_redis::ReadName) || IsName(model->name)) return;
  faults.Add("a contract without a 'name' has that of its file, and '" +
             Printable(model->name, 60) + "' has more in it than letters, digits, '_' and '-'");
}

void ReadMembers(const JsonNode& root, ContractModel* model, ContractFaults& faults) {
  const std::string folder = FolderOf(model->file);
  StateModel defaults;
  ObjectReader object(root, "a contract", faults);
  std::string schema;
  object.Take("$schema", &schema, ReadText);
  ReadName(object, model->file, model, faults);
  object.Take("about", &model->about, ReadText);
  if (const JsonNode* service = object.Require("service", "the service that is to be tested")) {
    model->service = ReadService(*service, folder, faults);
  }
  if (const JsonNode* redis = object.Find("redis")) ReadRedis(*redis, &model->redis, faults);
  if (const JsonNode* data = object.Find("data")) model->data = ReadData(*data, faults);
  if (const JsonNode* node = object.Find("defaults")) {
    ReadDefaults(*node, &model->defaults, &defaults, faults);
  }
  if (const JsonNode* requests = object.Require("requests", "what the service is asked")) {
    ReadRequests(*requests, folder, model, faults);
  }
  if (const JsonNode* states = object.Require("states", "what Redis is like meanwhile")) {
    ReadStates(*states, defaults, model, faults);
  }
  object.RefuseOthers();
}

// "out-of-memory fill=8mb".
std::string InWords(const StateModel& state) {
  std::string words = state.state;
  for (const auto& [name, value] : state.values) words += " " + name + "=" + value;
  return words;
}

}  // namespace

std::shared_ptr<const ContractModel> ReadContract(const std::string& text,
                                                  const std::string& path) {
  auto model = std::make_shared<ContractModel>();
  model->file = path;
  model->text = text;
  std::string_view json = text;
  if (json.substr(0, kByteOrderMark.size()) == kByteOrderMark) {
    json.remove_prefix(kByteOrderMark.size());
  }
  ContractFaults faults(json);
  const std::unique_ptr<JsonNode> root = ReadJson(json, faults);
  if (root != nullptr) {
    ReadMembers(*root, model.get(), faults);
    AddContradictions(*model, *root, faults);
  }
  if (!faults.empty()) throw ContractError(path, faults.InOrder());
  for (const RequestModel& request : model->requests) model->request_names.push_back(request.name);
  for (const StateModel& state : model->states) {
    model->state_list.push_back({state.name, InWords(state), state.line});
  }
  return model;
}

}  // namespace gtest_redis
