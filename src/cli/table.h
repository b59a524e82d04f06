#pragma once

#include <unistd.h>

#include <cstddef>
#include <nlohmann/json.hpp>
#include <ostream>

namespace gtest_redis {

/// Of the terminal that `file` is, in characters; 0 where it is none.
std::size_t TerminalWidth(int file = STDOUT_FILENO);

/// How wide a report on standard output is to be: as the terminal, and 80 where there is none.
std::size_t ReportWidth();

/// Prints rows, an array of objects with the same keys, for a person: a line each, the values in
/// columns; those wider than 60 characters are not aligned. True and false are "yes" and "no".
/// Lines are broken to `width`, if it is not 0; the rest stands below the text of the last column.
void PrintTable(std::ostream& out, const nlohmann::ordered_json& rows,
                std::size_t width = TerminalWidth());

/// Prints them for a program.
void PrintJson(std::ostream& out, const nlohmann::ordered_json& rows);

}  // namespace gtest_redis
