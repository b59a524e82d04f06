#pragma once

#include <string>
#include <vector>

namespace alert_gateway_demo {

/// One request in one state, and what came of it.
struct Line {
  std::string state;
  std::string request;
  int expected = 0;
  int got = 0;
  std::string refused;  // by Redis meanwhile
  bool held = false;    // as expected, and what Redis refused is in keeping with it
};

/// Prints the lines as a table for 80 columns, and then how many of them held. Colours are for
/// terminals only.
void PrintTable(const std::vector<Line>& lines);

}  // namespace alert_gateway_demo
