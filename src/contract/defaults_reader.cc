#include "contract/defaults_reader.h"

#include "contract/expectation_reader.h"
#include "contract/object_reader.h"

namespace gtest_redis {
namespace {

void ReadHeadersByStatus(const JsonNode& node, DefaultsModel* defaults, ContractFaults& faults) {
  for (const auto& member : MembersOf(node, "headers by status", faults)) {
    const auto statuses = ParseStatuses(member->name);
    if (!statuses) {
      faults.AddName(*member, "expected a status such as '503', '5xx' or '500-504'");
      continue;
    }
    const auto headers = ReadHeaderMatchers(*member, faults);
    for (const int status : *statuses) {
      auto& all = defaults->headers[status];
      all.insert(all.end(), headers.begin(), headers.end());
    }
  }
}

}  // namespace

void ReadDefaults(const JsonNode& node, DefaultsModel* defaults, StateModel* state,
                  ContractFaults& faults) {
  ObjectReader object(node, "defaults", faults);
  object.Take("within", &defaults->within, ReadDuration);
  object.Take("timeout", &defaults->timeout, ReadDuration);
  object.Take("recovers_within", &state->recovers_within, ReadDurationOrZero);
  object.Take("keys_expire", &state->keys_expire, ReadYesNo);
  object.Take("created", &defaults->created, WholeNumber(100, 599));
  object.Take("duplicate", &defaults->duplicate, WholeNumber(100, 599));
  object.Take("most_sends", &defaults->most_sends, WholeNumber(1, 1000));
  object.Take("most_connections", &defaults->most_connections, WholeNumber(1, 1000));
  if (const JsonNode* headers = object.Find("headers")) {
    ReadHeadersByStatus(*headers, defaults, faults);
  }
  object.RefuseOthers();
}

}  // namespace gtest_redis
