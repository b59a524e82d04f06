#include "contract/state_reader.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "contract/expectation_reader.h"
#include "contract/object_reader.h"
#include "contract/redis_reader.h"
#include "contract/service_reader.h"
#include "process/printable.h"
#include "state/nearest.h"

namespace gtest_redis {
namespace {

// Null when there is none of that name.
const StateEntry* FindEntry(const std::string& name) {
  const auto& all = StateCatalogue();
  const auto found = std::find_if(all.begin(), all.end(),
                                  [&](const StateEntry& entry) { return entry.name == name; });
  return found == all.end() ? nullptr : &*found;
}

std::vector<std::string> StateNames() {
  std::vector<std::string> names;
  for (const StateEntry& entry : StateCatalogue()) names.push_back(entry.name);
  return names;
}

StateValues ReadValues(const JsonNode& node, const StateEntry& entry, ContractFaults& faults) {
  std::vector<std::string> names;
  for (const StateParameter& parameter : entry.parameters) names.push_back(parameter.name);
  StateValues values;
  for (const auto& member : MembersOf(node, "values of parameters", faults)) {
    const std::string& name = member->name;
    if (std::find(names.begin(), names.end(), name) == names.end()) {
      faults.AddName(*member, names.empty() ? "'" + entry.name + "' has no parameters"
                                            : "'" + entry.name + "' has no parameter '" +
                                                  Printable(name, 60) + "'; did you mean '" +
                                                  Nearest(name.substr(0, 100), names) + "'?");
    } else if (const auto value = ReadTextOrNumber(*member, faults)) {
      values[name] = *value;
    }
  }
  return values;
}

// Makes the state, to have its values checked; without those that it complains of, again.
void CheckValues(const JsonNode& node, const JsonNode* with, const StateEntry& entry,
                 StateValues values, ContractFaults& faults) {
  bool complained = false;
  for (;;) {
    std::string complaint;
    try {
      MakeState(entry.name, values);
      return;
    } catch (const Error& error) {
      complaint = error.what();
    }
    const auto about = std::find_if(values.begin(), values.end(), [&](const auto& value) {
      return complaint.find("'" + value.first + "' of '") != std::string::npos;
    });
    if (about == values.end()) {
      // Without one that it must have, it complains once more.
      if (!complained) faults.Add(with == nullptr ? node : *with, Printable(complaint, 300));
      return;
    }
    faults.Add(*with->Find(about->first), Printable(complaint, 300));
    values.erase(about);
    complained = true;
  }
}

class StatesReader {
 public:
  StatesReader(const StateModel& defaults, ContractModel* model, ContractFaults& faults)
      : defaults_(defaults), model_(model), faults_(faults) {
    for (const RequestModel& request : model->requests) {
      requests_[request.name] = &request;
      request_names_.push_back(request.name);
    }
  }

  void Read(const JsonNode& node) {
    if (node.value.is_object() && node.children.empty()) {
      faults_.Add(node, "at least one state is expected");
    }
    for (const auto& member : MembersOf(node, "states by name", faults_)) {
      if (!IsName(member->name)) {
        faults_.AddName(*member, "a state's label has letters, digits, '_' and '-' only");
      }
      ReadState(*member);
    }
  }

 private:
  void ReadState(const JsonNode& node) {
    StateModel state = defaults_;
    state.name = node.name;
    state.state = node.name;
    state.line = faults_.LineOf(node.name_offset);
    state.redis = model_->redis;
    ObjectReader object(node, "a state", faults_);
    object.Take("state", &state.state, ReadText);
    const JsonNode* const with = object.Find("with");
    ReadCatalogued(node, node.Find("state"), with, &state);
    object.Take("why", &state.why, ReadText);
    ReadExpectations(object.Find("expect"), true, &state.expect);
    ReadExpectations(object.Find("afterwards"), false, &state.afterwards);
    object.Take("within", &state.within, ReadDuration);
    object.Take("timeout", &state.timeout, ReadDuration);
    object.Take("recovers_within", &state.recovers_within, ReadDurationOrZero);
    object.Take("keeps_data", &state.keeps_data, ReadYesNo);
    object.Take("keys_expire", &state.keys_expire, ReadYesNo);
    if (const JsonNode* service = object.Find("service")) ReadService(*service, &state);
    if (const JsonNode* redis = object.Find("redis")) ReadRedis(*redis, &state.redis, faults_);
    object.RefuseOthers();
    model_->states.push_back(std::move(state));
  }

  void ReadCatalogued(const JsonNode& node, const JsonNode* name, const JsonNode* with,
                      StateModel* state) {
    const StateEntry* const entry = FindEntry(state->state);
    if (entry == nullptr && name == nullptr) {
      faults_.AddName(node, NoSuch("state", state->state, StateNames()) +
                                " A label of one's own needs a 'state' beside it");
    } else if (entry == nullptr && name->is_text()) {
      faults_.Add(*name, NoSuch("state", state->state, StateNames()) +
                             " `gtest-redis states` lists them all");
    }
    if (entry == nullptr) return;
    if (with != nullptr) state->values = ReadValues(*with, *entry, faults_);
    CheckValues(node, with, *entry, state->values, faults_);
  }

  void ReadExpectations(const JsonNode* node, bool loads,
                        std::map<std::string, ExpectationModel>* expectations) {
    if (node == nullptr) return;
    for (const auto& member : MembersOf(*node, "expectations by request", faults_)) {
      const auto request = requests_.find(member->name);
      if (request == requests_.end()) {
        faults_.AddName(*member, NoSuch("request", member->name, request_names_));
        continue;
      }
      expectations->emplace(member->name,
                            ReadStateExpectation(*member, *request->second, loads, faults_));
    }
  }

  void ReadService(const JsonNode& node, StateModel* state) {
    ObjectReader object(node, "what is added to the service", faults_);
    if (const JsonNode* arguments = object.Find("arguments")) {
      state->arguments = ReadArguments(*arguments, faults_);
    }
    if (const JsonNode* environment = object.Find("environment")) {
      state->environment = ReadEnvironment(*environment, faults_);
    }
    object.RefuseOthers();
  }

  const StateModel& defaults_;
  ContractModel* model_;
  ContractFaults& faults_;
  std::unordered_map<std::string, const RequestModel*> requests_;
  std::vector<std::string> request_names_;
};

}  // namespace

void ReadStates(const JsonNode& node, const StateModel& defaults, ContractModel* model,
                ContractFaults& faults) {
  StatesReader(defaults, model, faults).Read(node);
}

}  // namespace gtest_redis
