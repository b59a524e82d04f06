#include "contract/expectation_reader.h"

#include <algorithm>
#include <cctype>
#include <string_view>

#include "contract/object_reader.h"

namespace gtest_redis {
namespace {

using Matchers = std::vector<std::pair<std::string, ContentMatcher>>;
using nlohmann::json;

std::optional<ContentMatcher> ReadMatcher(const JsonNode& node, ContractFaults& faults) {
  json wanted = node.Json();
  const std::string mistake = ContentMatcher::Mistake(wanted);
  if (mistake.empty()) return ContentMatcher(std::move(wanted));
  faults.Add(node, mistake);
  return {};
}

// Of a header or a whole body, which are texts.
std::optional<ContentMatcher> ReadTextMatcher(const JsonNode& node, ContractFaults& faults) {
  const auto add = [&](const JsonNode& at, const std::string& name) {
    faults.Add(at, "'" + name + "' never holds here, because what is compared is a text");
  };
  if (!node.value.is_object()) {
    if (node.is_text()) return ContentMatcher(node.value);
    AddExpected(node, "a text or operators", faults);
    return {};
  }
  auto matcher = ReadMatcher(node, faults);
  if (!matcher) return {};
  for (const auto& member : node.children) {
    const std::string& name = member->name;
    const bool never = name == "at_least" || name == "at_most" ||
                       (name == "is" && member->value != "string") ||
                       ((name == "equals" || name == "contains") && !member->is_text());
    if (never) add(*member, name);
  }
  return matcher;
}

Matchers ReadJsonMatchers(const JsonNode& node, ContractFaults& faults) {
  Matchers matchers;
  for (const auto& member : MembersOf(node, "values by JSON pointer", faults)) {
    if (!IsJsonPointer(member->name)) {
      faults.AddName(*member, "this is no JSON pointer, such as '/error' or '/items/0'");
    }
    if (auto matcher = ReadMatcher(*member, faults)) matchers.emplace_back(member->name, *matcher);
  }
  return matchers;
}

// Codes of Redis's errors.
std::set<std::string> ReadCodes(const JsonNode& node, ContractFaults& faults) {
  std::set<std::string> codes;
  for (const auto& child : ElementsOf(node, "error codes", faults)) {
    const bool is_code =
        child->is_text() && !child->text().empty() &&
        std::all_of(child->text().begin(), child->text().end(), [](char c) {
          return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
        });
    if (is_code) {
      codes.insert(child->text());
    } else {
      AddExpected(*child, "the code of an error of Redis in capitals, such as 'OOM'", faults);
    }
  }
  return codes;
}

std::set<FindingKind> ReadKinds(const JsonNode& node, ContractFaults& faults) {
  static const auto* const names = [] {
    auto* all = new std::vector<std::string>();
    for (const FindingKind kind : AllFindingKinds()) all->push_back(ToString(kind));
    return all;
  }();
  std::set<FindingKind> kinds;
  for (const auto& child : ElementsOf(node, "findings", faults)) {
    if (const auto name = OneOf("finding", *names)(*child, faults)) {
      kinds.insert(FindFindingKind(*name));
    }
  }
  return kinds;
}

std::optional<TrialLoad> ReadLoad(const JsonNode& node, ContractFaults& faults) {
  const auto above_zero = [](double most, const char* wanted) {
    return [=](const JsonNode& at, ContractFaults& to) -> std::optional<double> {
      const double value = at.value.is_number() ? at.value.get<double>() : 0;
      if (value > 0 && value <= most) return value;
      AddExpected(at, wanted, to);
      return {};
    };
  };
  TrialLoad load;
  ObjectReader object(node, "a load", faults);
  object.Take("rate", &load.rate,
              above_zero(100000, "requests per second, above 0 and up to 100000"));
  object.Take("concurrency", &load.concurrency, WholeNumber(1, 1000));
  object.Take("duration", &load.duration, ReadDuration);
  object.Take("share", &load.share, above_zero(1, "a share above 0 and up to 1"));
  object.Require("rate", "how many requests per second");
  object.RefuseOthers();
  return load;
}

// Findings that say that no whole answer came.
bool MeansNoAnswer(const ExpectationModel& expectation) {
  const auto& intended = expectation.intended;
  return std::any_of(intended.begin(), intended.end(), [](FindingKind kind) {
    return kind == FindingKind::kHang || kind == FindingKind::kDroppedConnection ||
           kind == FindingKind::kMalformedAnswer || kind == FindingKind::kCrash ||
           kind == FindingKind::kExit;
  });
}

// Null `fallback`: the expectation of a request itself.
ExpectationModel Read(const JsonNode& node, const std::set<int>* fallback, bool loads,
                      ContractFaults& faults) {
  ExpectationModel expectation;
  if (!node.value.is_object()) {
    if (auto statuses = ReadStatuses(node, faults)) expectation.statuses = *statuses;
    return expectation;
  }
  ObjectReader object(node, "an expectation", faults);
  const bool says_status = object.Take("status", &expectation.statuses, ReadStatuses);
  object.Take("within", &expectation.within, ReadDuration);
  if (const JsonNode* headers = object.Find("headers")) {
    expectation.headers = ReadHeaderMatchers(*headers, faults);
  }
  const JsonNode* const values = object.Find("json");
  if (values != nullptr) expectation.json = ReadJsonMatchers(*values, faults);
  object.Take("body", &expectation.body, ReadTextMatcher);
  const JsonNode* const body = object.Find("body");
  if (body != nullptr && values != nullptr) {
    faults.AddName(*body, "there can be 'body' or 'json', not both");
  }
  if (const JsonNode* codes = object.Find("refused")) {
    expectation.refused = ReadCodes(*codes, faults);
  }
  if (const JsonNode* kinds = object.Find("intended")) {
    expectation.intended = ReadKinds(*kinds, faults);
  }
  if (const JsonNode* load = object.Find("load")) {
    expectation.load = ReadLoad(*load, faults);
    if (!loads) faults.AddName(*load, "a load is for a state: it stands in its 'expect'");
  }
  object.RefuseOthers();
  if (says_status || MeansNoAnswer(expectation)) return expectation;
  if (fallback != nullptr) {
    expectation.statuses = *fallback;
  } else {
    object.Require("status", "a status such as 503, '5xx' or '200-204'");
  }
  return expectation;
}

}  // namespace

ExpectationModel ReadExpectation(const JsonNode& node, ContractFaults& faults) {
  return Read(node, nullptr, false, faults);
}

ExpectationModel ReadStateExpectation(const JsonNode& node, const RequestModel& request, bool loads,
                                      ContractFaults& faults) {
  return Read(node, &request.expect.statuses, loads, faults);
}

Matchers ReadHeaderMatchers(const JsonNode& node, ContractFaults& faults) {
  Matchers matchers;
  for (const auto& member : MembersOf(node, "headers", faults)) {
    if (!IsHeaderName(member->name)) {
      faults.AddName(*member, "this is no name of a header, such as 'Retry-After'");
    }
    if (auto matcher = ReadTextMatcher(*member, faults)) {
      matchers.emplace_back(member->name, *matcher);
    }
  }
  return matchers;
}

}  // namespace gtest_redis
