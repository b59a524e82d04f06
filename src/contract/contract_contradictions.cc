#include "contract/contract_contradictions.h"

#include <algorithm>
#include <chrono>
#include <initializer_list>
#include <unordered_map>

namespace gtest_redis {
namespace {

using std::chrono::milliseconds;

const JsonNode* At(const JsonNode* node, std::initializer_list<const char*> names) {
  for (const char* name : names) node = node == nullptr ? nullptr : node->Find(name);
  return node;
}

const JsonNode* At(const JsonNode* node, const char* name, const std::string& member) {
  const JsonNode* const found = At(node, {name});
  return found == nullptr ? nullptr : found->Find(member);
}

std::string Milliseconds(milliseconds time) { return std::to_string(time.count()) + " ms"; }

class Contradictions {
 public:
  Contradictions(const ContractModel& model, const JsonNode& root, ContractFaults& faults)
      : model_(model), root_(root), faults_(faults) {}

  void Add() {
    const JsonNode* const defaults = root_.Find("defaults");
    CheckTimes(At(defaults, {"within"}), model_.defaults.within, At(defaults, {"timeout"}),
               model_.defaults.timeout);
    if (model_.defaults.created == model_.defaults.duplicate && defaults != nullptr) {
      faults_.Add(*defaults,
                  "'created' and 'duplicate' are the same status, so a duplicate could "
                  "not be told from something new");
    }
    for (const RequestModel& request : model_.requests) {
      const JsonNode* const node = At(&root_, "requests", request.name);
      const JsonNode* const expect = At(node, {"expect"});
      if (expect == nullptr) continue;
      CheckTimes(At(expect, {"within"}), request.expect.within.value_or(model_.defaults.within),
                 At(node, {"timeout"}), TimeoutOf(request, model_.defaults.timeout));
      CheckRemembers(request, request.expect, *expect);
      CheckExpectation(request, request.expect, *expect);
    }
    for (const StateModel& state : model_.states) {
      const JsonNode* const node = At(&root_, "states", state.name);
      if (node != nullptr) CheckState(state, *node);
    }
  }

 private:
  static milliseconds TimeoutOf(const RequestModel& request, milliseconds otherwise) {
    return request.timeout.count() > 0 ? request.timeout : otherwise;
  }

  // Of what holds at the same time; the nodes are those that say it, null for none here.
  void CheckTimes(const JsonNode* within_node, milliseconds within, const JsonNode* timeout_node,
                  milliseconds timeout) {
    const JsonNode* const place = within_node != nullptr ? within_node : timeout_node;
    if (place == nullptr || within <= timeout) return;
    faults_.Add(*place, "'within' of " + Milliseconds(within) + " is more than the 'timeout' of " +
                            Milliseconds(timeout) +
                            ", so a late answer could not be told from none");
  }

  void CheckState(const StateModel& state, const JsonNode& node) {
    const milliseconds timeout = state.timeout.value_or(model_.defaults.timeout);
    const milliseconds within = state.within.value_or(model_.defaults.within);
    CheckTimes(node.Find("within"), within, node.Find("timeout"), timeout);
    if (state.timeout) CheckRequestsTimes(state, *node.Find("timeout"));
    for (const auto& [name, expectations] :
         {std::pair("expect", &state.expect), std::pair("afterwards", &state.afterwards)}) {
      for (const auto& [request_name, expectation] : *expectations) {
        const JsonNode* const expect = At(&node, name, request_name);
        const RequestModel* const request = requests_.at(request_name);
        CheckTimes(At(expect, {"within"}), expectation.within.value_or(within), nullptr,
                   TimeoutOf(*request, timeout));
        if (state.keeps_data) CheckRemembers(*request, expectation, *expect);
        CheckExpectation(*request, expectation, *expect);
        if (state.state == "healthy" && expectation.statuses != request->expect.statuses) {
          faults_.Add(*expect,
                      "a healthy Redis changes nothing: what is expected here is not what "
                      "the request itself expects");
        }
      }
    }
    const bool is_at_url = !model_.service.url.empty() && model_.service.command.empty();
    for (const char* name : {"arguments", "environment"}) {
      const JsonNode* const added = At(&node, {"service", name});
      if (added != nullptr && is_at_url) {
        faults_.AddName(*added,
                        "a service at a 'url' is not started here, so nothing can be added "
                        "to how it is");
      }
    }
  }

  // Where Redis keeps what it has.
  void CheckRemembers(const RequestModel& request, const ExpectationModel& expectation,
                      const JsonNode& node) {
    const std::set<int> created = {model_.defaults.created};
    if (request.role != Role::kRepeat || expectation.statuses != created) return;
    faults_.Add(node, "a repeat is answered " + std::to_string(model_.defaults.created) +
                          " only by a service that forgot the first one; something else, such as " +
                          std::to_string(model_.defaults.duplicate) +
                          ", must be expected, or 'keeps_data' be false in a state that forgets");
  }

  // A request keeps the "within" of its own in a state that has a "timeout".
  void CheckRequestsTimes(const StateModel& state, const JsonNode& timeout_node) {
    for (const RequestModel& request : model_.requests) {
      const auto said = state.expect.find(request.name);
      const bool says_within = said != state.expect.end() && said->second.within;
      if (says_within || !request.expect.within || request.timeout.count() > 0) continue;
      if (*request.expect.within <= *state.timeout) continue;
      faults_.Add(timeout_node, "the 'timeout' of " + Milliseconds(*state.timeout) +
                                    " is less than the 'within' of '" + request.name + "', " +
                                    Milliseconds(*request.expect.within));
      return;
    }
  }

  void CheckExpectation(const RequestModel& request, const ExpectationModel& expectation,
                        const JsonNode& node) {
    const JsonNode* const load = node.Find("load");
    if (load != nullptr && !request.repeats.empty()) {
      faults_.AddName(*load, "a repeat has no load: it is sent for one request before it");
    }
    CheckBody(request, expectation, node);
  }

  // Some answers have no body.
  void CheckBody(const RequestModel& request, const ExpectationModel& expectation,
                 const JsonNode& node) {
    const auto has_none = [](int status) { return status < 200 || status == 204 || status == 304; };
    const bool never =
        request.method == "HEAD" ||
        (!expectation.statuses.empty() &&
         std::all_of(expectation.statuses.begin(), expectation.statuses.end(), has_none));
    for (const char* name : {"json", "body"}) {
      const JsonNode* const wanted = node.Find(name);
      if (wanted != nullptr && never) {
        faults_.AddName(*wanted, "an answer of that status, or to HEAD, has no body");
      }
    }
  }

  const ContractModel& model_;
  const JsonNode& root_;
  ContractFaults& faults_;
  std::unordered_map<std::string, const RequestModel*> requests_ = [this] {
    std::unordered_map<std::string, const RequestModel*> requests;
    for (const RequestModel& request : model_.requests) requests[request.name] = &request;
    return requests;
  }();
};

}  // namespace

void AddContradictions(const ContractModel& model, const JsonNode& root, ContractFaults& faults) {
  Contradictions(model, root, faults).Add();
}

}  // namespace gtest_redis
