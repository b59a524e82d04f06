#include "contract/content_matcher.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>
#include <vector>

#include "contract/regular_expression.h"
#include "process/printable.h"
#include "state/nearest.h"

namespace gtest_redis {
namespace {

using nlohmann::json;

// In the order in which they are told.
const std::vector<std::string>& Operators() {
  static const auto* const operators = new std::vector<std::string>{
      "present", "is", "equals", "not", "one_of", "matches", "contains", "at_least", "at_most"};
  return *operators;
}

const std::vector<std::string>& Kinds() {
  static const auto* const kinds = new std::vector<std::string>{
      "string", "number", "integer", "boolean", "null", "array", "object"};
  return *kinds;
}

bool Has(const std::vector<std::string>& words, const std::string& word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

std::string Show(const json& value) {
  if (value.is_string()) return "'" + Printable(value.get_ref<const std::string&>(), 100) + "'";
  return Printable(value.dump(-1, ' ', false, json::error_handler_t::replace), 100);
}

std::string ShowAll(const json& values) {
  std::string list;
  for (const json& value : values) list += (list.empty() ? "" : ", ") + Show(value);
  return list;
}

bool IsKind(const json& value, const std::string& kind) {
  if (kind == "integer") {
    return value.is_number_integer() ||
           (value.is_number() && value.get<double>() == std::floor(value.get<double>()));
  }
  return kind == value.type_name();
}

bool Contains(const json& whole, const json& part) {
  if (whole.is_array()) return std::find(whole.begin(), whole.end(), part) != whole.end();
  return whole.is_string() && part.is_string() &&
         whole.get_ref<const std::string&>().find(part.get_ref<const std::string&>()) !=
             std::string::npos;
}

bool Holds(const std::string& name, const json& operand, const json& value) {
  if (name == "present") return operand.get<bool>();
  if (name == "is") return IsKind(value, operand);
  if (name == "equals") return value == operand;
  if (name == "not") return !ContentMatcher(operand).Explain(&value).empty();
  if (name == "one_of") return Contains(operand, value);
  if (name == "contains") return Contains(value, operand);
  if (name == "at_least") return value.is_number() && value >= operand;
  if (name == "at_most") return value.is_number() && value <= operand;
  return value.is_string() && RegularExpression(operand).Finds(value);  // "matches"
}

std::string Describe(const std::string& name, const json& operand) {
  if (name == "present") return operand.get<bool>() ? "something" : "nothing";
  if (name == "is") {
    const std::string kind = operand;
    return (kind == "null"                                       ? ""
            : kind[0] == 'i' || kind[0] == 'a' || kind[0] == 'o' ? "an "
                                                                 : "a ") +
           kind;
  }
  if (name == "equals") return Show(operand);
  if (name == "not") return "not " + ContentMatcher(operand).Describe();
  if (name == "one_of") return "one of " + ShowAll(operand);
  if (name == "contains") return "something that contains " + Show(operand);
  if (name == "at_least") return "at least " + Show(operand);
  if (name == "at_most") return "at most " + Show(operand);
  return "a text that matches " + Show(operand);
}

// What is wrong with the operand of one operator.
std::string OperandMistake(const std::string& name, const json& operand) {
  if (name == "present" && !operand.is_boolean()) return "'present' is true or false";
  if ((name == "at_least" || name == "at_most") && !operand.is_number()) {
    return "'" + name + "' takes a number, not " + Show(operand);
  }
  if (name == "one_of" && (!operand.is_array() || operand.empty())) {
    return "'one_of' takes an array of values, not " + Show(operand);
  }
  if (name == "not") return ContentMatcher::Mistake(operand);
  if (name == "is" && !(operand.is_string() && Has(Kinds(), operand))) {
    return "'is' takes 'string', 'number', 'integer', 'boolean', 'null', 'array' or 'object', "
           "not " +
           Show(operand);
  }
  if (name == "matches") {
    if (!operand.is_string()) return "'matches' takes a text, not " + Show(operand);
    return RegularExpression::Mistake(operand);
  }
  return "";
}

// The kinds that a value can have for an operator to hold; empty: any.
std::set<std::string> KindsFor(const std::string& name, const json& operand) {
  if (name == "at_least" || name == "at_most") return {"number", "integer"};
  if (name == "matches") return {"string"};
  if (name == "contains") {
    return operand.is_string() ? std::set<std::string>{"string", "array"}
                               : std::set<std::string>{"array"};
  }
  if (name == "is") {
    return operand == "number" ? std::set<std::string>{"number", "integer"}
                               : std::set<std::string>{operand};
  }
  return {};
}

std::string KindContradiction(const json& wanted) {
  std::pair<std::string, std::set<std::string>> first;
  for (const auto& [name, operand] : wanted.items()) {
    const std::set<std::string> kinds = KindsFor(name, operand);
    if (kinds.empty()) continue;
    if (first.second.empty()) {
      first = {name, kinds};
      continue;
    }
    std::set<std::string> both;
    std::set_intersection(kinds.begin(), kinds.end(), first.second.begin(), first.second.end(),
                          std::inserter(both, both.end()));
    if (both.empty()) return "'" + first.first + "' and '" + name + "' cannot both hold";
    first = {name, both};
  }
  return "";
}

// No value is as `wanted`, whose operators are right each by itself.
std::string Contradiction(const json& wanted) {
  if (wanted.contains("present") && wanted["present"] == false && wanted.size() > 1) {
    return "what is not present can be nothing else";
  }
  if (wanted.contains("at_least") && wanted.contains("at_most") &&
      wanted["at_least"] > wanted["at_most"]) {
    return "'at_least' of " + Show(wanted["at_least"]) + " is more than 'at_most' of " +
           Show(wanted["at_most"]);
  }
  if (std::string mistake = KindContradiction(wanted); !mistake.empty()) return mistake;
  for (const char* name : {"equals", "one_of"}) {
    if (!wanted.contains(name)) continue;
    const json values = std::string(name) == "equals" ? json::array({wanted[name]}) : wanted[name];
    const bool possible = std::any_of(values.begin(), values.end(), [&](const json& value) {
      return ContentMatcher(wanted).Explain(&value).empty();
    });
    if (!possible) return "what '" + std::string(name) + "' says, the others exclude";
  }
  return "";
}

}  // namespace

std::string ContentMatcher::Mistake(const json& wanted) {
  if (!wanted.is_object()) return "";
  if (wanted.empty()) {
    return "there is no operator in it; to be equal to an object: {\"equals\": {...}}";
  }
  for (const auto& [name, operand] : wanted.items()) {
    if (!Has(Operators(), name)) {
      return "there is no operator " + Show(name) + "; did you mean '" +
             Nearest(name.substr(0, 100), Operators()) +
             "'? To be equal to an object: {\"equals\": {...}}";
    }
    if (std::string mistake = OperandMistake(name, operand); !mistake.empty()) return mistake;
  }
  return Contradiction(wanted);
}

std::string ContentMatcher::Explain(const json* value) const {
  if (value == nullptr) {
    const bool absent = wanted_.is_object() && !wanted_.value("present", true);
    return absent ? "" : "is missing";
  }
  if (!wanted_.is_object()) {
    return *value == wanted_ ? "" : "is " + Show(*value) + ", expected " + Show(wanted_);
  }
  for (const auto& [name, operand] : wanted_.items()) {
    if (!Holds(name, operand, *value)) return "is " + Show(*value) + ", expected " + Describe();
  }
  return "";
}

std::string ContentMatcher::Describe() const {
  if (!wanted_.is_object()) return Show(wanted_);
  std::string all;
  for (const std::string& name : Operators()) {
    if (!wanted_.contains(name) || (name == "present" && wanted_.size() > 1)) continue;
    all += (all.empty() ? "" : " and ") + gtest_redis::Describe(name, wanted_[name]);
  }
  return all;
}

}  // namespace gtest_redis
