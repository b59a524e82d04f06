#pragma once

#include <nlohmann/json.hpp>
#include <ostream>

namespace gtest_redis {

/// Prints rows, an array of objects with the same keys, for a person: a line each, the values in
/// columns; those wider than 60 characters are not aligned. True and false are "yes" and "no". On a
/// terminal, lines are broken to its width.
void PrintTable(std::ostream& out, const nlohmann::ordered_json& rows);

/// Prints them for a program.
void PrintJson(std::ostream& out, const nlohmann::ordered_json& rows);

}  // namespace gtest_redis
