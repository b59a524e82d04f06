#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "contract/contract_faults.h"
#include "contract/json_node.h"

namespace gtest_redis {

// What a value of a contract must be. Each returns it, or adds a fault and returns nothing.

std::optional<std::string> ReadText(const JsonNode& node, ContractFaults& faults);
/// A text with something in it.
std::optional<std::string> ReadFullText(const JsonNode& node, ContractFaults& faults);
/// Letters, digits, '_' and '-'.
std::optional<std::string> ReadName(const JsonNode& node, ContractFaults& faults);
/// A text, or a number as it would be written in one.
std::optional<std::string> ReadTextOrNumber(const JsonNode& node, ContractFaults& faults);
std::optional<bool> ReadYesNo(const JsonNode& node, ContractFaults& faults);
std::optional<std::vector<std::string>> ReadTexts(const JsonNode& node, ContractFaults& faults);
/// "500ms", "2s", "1m", "1h", above zero.
std::optional<std::chrono::milliseconds> ReadDuration(const JsonNode& node, ContractFaults& faults);
/// The same, or zero.
std::optional<std::chrono::milliseconds> ReadDurationOrZero(const JsonNode& node,
                                                            ContractFaults& faults);
/// "64mb", where mb is 2^20, or a number of bytes.
std::optional<std::uint64_t> ReadSize(const JsonNode& node, ContractFaults& faults);
/// 503, "5xx", "200-204", or an array of these.
std::optional<std::set<int>> ReadStatuses(const JsonNode& node, ContractFaults& faults);
/// The statuses of a text that is one of those; nothing when it is none.
std::optional<std::set<int>> ParseStatuses(const std::string& text);

/// A whole number.
std::function<std::optional<int>(const JsonNode&, ContractFaults&)> WholeNumber(int least,
                                                                                int most);
/// One of these words, which are `what`s.
std::function<std::optional<std::string>(const JsonNode&, ContractFaults&)> OneOf(
    std::string what, std::vector<std::string> words);

/// Whether `text` is made of letters, digits, '_' and '-'.
bool IsName(const std::string& text);
/// Whether `text` is one, as "/items/0", or empty for the whole.
bool IsJsonPointer(const std::string& text);
/// Whether `text` can be the name of a header.
bool IsHeaderName(const std::string& text);
/// The fault of a value that is something else.
void AddExpected(const JsonNode& node, const std::string& wanted, ContractFaults& faults);

}  // namespace gtest_redis
